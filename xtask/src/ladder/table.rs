//! The table: what the tests print, collected.

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// Number in the list of figures.
    number: u8,
    figure: String,
    bar: String,
    measured: String,
    verdict: String,
}

/// Rows that tests print themselves: `ladder row 7 | figure | bar | measured | held`.
pub fn printed(output: &str) -> Vec<Row> {
    output.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<Row> {
    // With one thread the test's own name stands before it on the line.
    let (_, rest) = line.split_once("ladder row ")?;
    let cells: Vec<&str> = rest.split(" | ").collect();
    let [number, figure, bar, measured, verdict] = cells.as_slice() else {
        return None;
    };
    Some(Row {
        number: number.parse().ok()?,
        figure: (*figure).to_owned(),
        bar: (*bar).to_owned(),
        measured: (*measured).to_owned(),
        verdict: verdict.trim().to_owned(),
    })
}

/// Rows that Playwright's list names: `✓ 1 [browser] › tests/tamper.spec.ts:9:3 › ladder row 10: figure (3.2s)`. Those of
/// the SDK say more in a line they print.
pub fn of_playwright(output: &str) -> Vec<Row> {
    let lines = output.lines().filter(|line| !line.contains("[sdk]"));
    lines.filter_map(listed).collect()
}

fn listed(line: &str) -> Option<Row> {
    let (place, rest) = line.split_once("ladder row ")?;
    let verdict = match place.trim_start().chars().next()? {
        '✓' => "held",
        '✘' | 'x' => "SLIPPED",
        _ => return None,
    };
    let (number, figure) = rest.split_once(": ")?;
    let (figure, time) = match figure.rsplit_once(" (") {
        Some((figure, time)) => (figure, time.trim_end_matches(')')),
        None => (figure, ""),
    };
    Some(Row {
        number: number.parse().ok()?,
        figure: figure.to_owned(),
        bar: "as the spec says".to_owned(),
        measured: format!("in Chromium, {time}"),
        verdict: verdict.to_owned(),
    })
}

/// The table with one line per figure, by row.
pub fn shown(mut rows: Vec<Row>) -> String {
    rows.sort();
    rows.dedup();
    let wide = |cell: fn(&Row) -> &str, title: &str| {
        let widths = rows.iter().map(|row| cell(row).chars().count());
        widths.chain([title.len()]).max().unwrap_or(0)
    };
    let (figure, bar) = (
        wide(|row| &row.figure, "figure"),
        wide(|row| &row.bar, "bar"),
    );
    let measured = wide(|row| &row.measured, "measured");
    let line = |number: &str, cells: [&str; 4]| {
        let [one, two, three, four] = cells;
        format!("{number:>3}  {one:figure$}  {two:bar$}  {three:measured$}  {four}")
    };
    let mut lines = vec![line("row", ["figure", "bar", "measured", "verdict"])];
    lines.extend(rows.iter().map(|row| {
        let cells = [&*row.figure, &row.bar, &row.measured, &row.verdict];
        line(&row.number.to_string(), cells)
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_both_runners_are_collected() {
        let rust = "running 2 tests\n\
            ladder row 7 | probes | 0 not 404 | 2500 probes, 0 not 404 | held\n\
            test csrf::ladder_row_05 ... ladder row 5 | requests | 0 changes | 1 of 210 | SLIPPED\n\
            test csrf::ladder_row_05_no_vector ... FAILED\n";
        let rows = printed(rust);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].measured, "2500 probes, 0 not 404");
        assert_eq!(rows[1].verdict, "SLIPPED");
        let list = "Running 3 tests using 1 worker\n\
            \u{20} ✓  1 tamper.spec.ts:9:3 › ladder row 10: a flipped bit in the js (3.2s)\n\
            \u{20} ✓  3 [sdk] › sdk/retries.spec.ts:11:1 › ladder row 19: intents (5.0s)\n\
            \u{20} ✘  2 csp.spec.ts:105:1 › ladder row 9: every probe (5.0s)\n";
        let rows = of_playwright(list);
        assert_eq!((rows[0].number, &*rows[0].verdict), (10, "held"));
        assert_eq!((rows[1].number, &*rows[1].verdict), (9, "SLIPPED"));
    }

    #[test]
    fn the_table_is_sorted() {
        let rows = printed(
            "ladder row 19 | b | 0 | 0 of 9 | held\nladder row 7 | a | 0 | 0 of 2500 | held\n",
        );
        let table = shown(rows);
        let numbers: Vec<&str> = table
            .lines()
            .map(|line| line.split_whitespace().next().unwrap_or(""))
            .collect();
        assert_eq!(numbers, ["row", "7", "19"]);
    }
}
