// A name server on this machine, whose records a test sets while it answers. UDP only; source: RFC 1035, 4.

import { createSocket } from "node:dgram";
import { isIPv4 } from "node:net";

export type RecordType = "A" | "CNAME" | "TXT" | "AAAA";

const numbers: Record<RecordType, number> = { A: 1, CNAME: 5, TXT: 16, AAAA: 28 };

export interface Names {
  port: number;
  /** Sets the record of a type that a name has. */
  set(name: string, type: RecordType, value: string): void;
  /** Answers nobody until it is told to go on. */
  silence(silent: boolean): void;
  stop(): Promise<void>;
}

export async function startNames(): Promise<Names> {
  const records = new Map<string, string>();
  const find = (name: string, type: number) => records.get(`${name} ${type}`);
  let isSilent = false;
  const socket = createSocket("udp4");
  socket.on("message", (question, from) => {
    if (!isSilent) socket.send(answerTo(question, find), from.port, from.address);
  });
  await new Promise<void>((bound) => socket.bind(0, "127.0.0.1", bound));
  return {
    port: socket.address().port,
    set: (name, type, value) => void records.set(`${name} ${numbers[type]}`, value),
    silence: (silent) => void (isSilent = silent),
    stop: () => new Promise((closed) => socket.close(() => closed())),
  };
}

/** The question once more with the records of its name, and those that its alias leads to. */
function answerTo(question: Buffer, find: (name: string, type: number) => string | undefined): Buffer {
  const { name, end } = readName(question);
  const asked = question.readUInt16BE(end);
  const answers: Buffer[] = [];
  const alias = asked === numbers.CNAME ? undefined : find(name, numbers.CNAME);
  if (alias) answers.push(record(name, numbers.CNAME, alias));
  const value = find(alias ?? name, asked);
  if (value) answers.push(record(alias ?? name, asked, value));
  const head = Buffer.alloc(12);
  question.copy(head, 0, 0, 2);
  // An answer, with recursion, without an error, to one question.
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers.length, 6);
  return Buffer.concat([head, question.subarray(12, end + 4), ...answers]);
}

/** The name that is asked for, lower case, and where it ends. */
function readName(question: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function record(name: string, type: number, value: string): Buffer {
  const data = type === numbers.CNAME ? writtenName(value) : type === numbers.TXT ? written(value) : address(value);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  // Of the Internet; for no time at all.
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([writtenName(name), fixed, data]);
}

function address(value: string): Buffer {
  if (!isIPv4(value)) throw new Error(`no address here: ${value}`);
  return Buffer.from(value.split(".").map(Number));
}

const written = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const writtenName = (name: string) => Buffer.concat([...name.split(".").map(written), Buffer.from([0])]);
