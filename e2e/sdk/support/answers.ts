// Every answer a test gets through the SDK, held against the types the SDK declares for the method that was called: a
// property that is missing, one too many and one of another kind all fail the test that got it.

import { dirname, join, resolve } from "node:path";

import { Stripe } from "stripe";
import ts from "typescript";

const folder = resolve(import.meta.dirname, "..");
const file = join(folder, "answers.ts");

/** What the compiled text begins with. A decimal number is an object of the SDK's; its digits are no matter of types. */
const head = `
import type { Stripe } from "stripe";
type Answer<M extends (...args: never[]) => unknown> = Awaited<ReturnType<M>>;
declare const lastResponse: any;
declare const decimal: Stripe.Decimal;
declare const former: any;
`;

export class Answers {
  readonly #seen: { path: string[]; literal: string }[] = [];
  readonly #known: RegExp[] = [];

  /** The same client; what its methods are answered is noted. */
  watch(stripe: Stripe): Stripe {
    return this.#watch(stripe, []) as Stripe;
  }

  /** Types differ between Portico and the SDK here, and that is known: each entry says why. */
  expect(...known: RegExp[]): void {
    this.#known.push(...known);
  }

  /** What the compiler says about the answers so far, known differences left out. */
  faults(): string[] {
    if (this.#seen.length === 0) return [];
    const lines = this.#seen.splice(0).map(({ path, literal }, index) => {
      const method = path.map((name) => `["${name}"]`).join("");
      return `export const answer${index}: Answer<Stripe${method}> = ${literal};`;
    });
    const faults = new Set(compile(`${head}\n${lines.join("\n")}\n`));
    return [...faults].filter((text) => !this.#known.some((known) => known.test(text)));
  }

  #watch(target: object, path: string[]): object {
    return new Proxy(target, {
      get: (_, name) => {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof name !== "string" || name.startsWith("_")) return member;
        if (typeof member === "function") return this.#call(target, member as Method, [...path, name]);
        return isResource(member) ? this.#watch(member, [...path, name]) : member;
      },
    });
  }

  #call(target: object, method: Method, path: string[]): Method {
    return (...args) => {
      const result = method.apply(target, args);
      if (result instanceof Promise && path.length > 1) {
        // A failure is the caller's to see.
        result.then((answer: unknown) => this.#seen.push({ path, literal: literalOf(answer, "", true) }), () => {});
      }
      return result;
    };
  }
}

type Method = (...args: unknown[]) => unknown;

function isResource(member: unknown): member is object {
  return typeof member === "object" && member !== null && !Array.isArray(member);
}

/** An object literal, so that the compiler also looks for properties nobody declared. */
function literalOf(value: unknown, name = "", outermost = false): string {
  if (Array.isArray(value)) return `[${value.map((element) => literalOf(element)).join(", ")}]`;
  // Only what changed inside is there, as with Stripe; the SDK declares whole members.
  if (name === "previous_attributes") return "former";
  if (isDecimalText(name, value)) return "decimal";
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (isDecimal(value)) return "decimal";
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${literalOf(member, name)}`);
  if (outermost) members.push("lastResponse");
  return `{ ${members.join(", ")} }`;
}

/** The SDK leaves decimal numbers inside expanded objects as the text they came as. */
function isDecimalText(name: string, value: unknown): boolean {
  return name.endsWith("_decimal") && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value);
}

function isDecimal(value: object): boolean {
  return value.constructor === Stripe.Decimal.zero.constructor;
}

let before: ts.Program | undefined;

function compile(text: string): string[] {
  const { config } = ts.readConfigFile(join(folder, "../tsconfig.json"), ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, dirname(folder));
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const known = name === file ? undefined : before?.getSourceFile(name);
    if (name === file) return ts.createSourceFile(name, text, { languageVersion: ts.ScriptTarget.ES2023, impliedNodeFormat: ts.ModuleKind.ESNext });
    return known ?? read(name, ...rest);
  };
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => name === file || exists(name);
  const program = ts.createProgram({ rootNames: [file], options, host, ...(before ? { oldProgram: before } : {}) });
  before = program;
  const source = program.getSourceFile(file);
  const faults = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return faults.map(({ file: source, start = 0, messageText }) => {
    const line = source ? text.split("\n")[source.getLineAndCharacterOfPosition(start).line] : "";
    const method = /Stripe(\[.*?\])>/.exec(line ?? "")?.[1] ?? "";
    // The last sentence is the one about the property itself; the literal that was compared would hide it.
    const said = ts.flattenDiagnosticMessageText(messageText, "\n").trim().split("\n").at(-1) ?? "";
    return `${method}: ${said.trim().replace(/'\{ .* \}'/, "'{ … }'")}`;
  });
}
