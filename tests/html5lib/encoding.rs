//! Tests of encoding detection: bytes and the encoding they are in.

use csdown::Hints;
use csdown::stages::input;

use super::Outcome;

/// A test: its bytes and the name of their encoding, both as lines.
#[derive(Default)]
struct Test<'t> {
    data: Vec<&'t [u8]>,
    encoding: Vec<&'t [u8]>,
}

/// Runs the tests of one file.
pub(crate) fn run(file: &[u8]) -> Vec<Outcome> {
    let mut tests: Vec<Test<'_>> = Vec::new();
    let mut is_data = false;
    for line in file.split(|&byte| byte == b'\n') {
        match (line, tests.last_mut()) {
            (b"#data", _) => {
                tests.push(Test::default());
                is_data = true;
            }
            (b"#encoding", _) => is_data = false,
            (line, Some(test)) if is_data => test.data.push(line),
            (line, Some(test)) => test.encoding.push(line),
            (_, None) => {}
        }
    }
    let encoding = |test: &Test<'_>| std::str::from_utf8(test.encoding[0]).unwrap().trim().to_owned();
    tests.iter().map(|test| run_test(&test.data.join(&b'\n'), &encoding(test))).collect()
}

/// Runs the test that is a file without a declaration, named after its encoding: `test_big5`.
pub(crate) fn run_undeclared(name: &str, file: &[u8]) -> Vec<Outcome> {
    vec![run_test(file, name.strip_prefix("test_").unwrap())]
}

fn run_test(data: &[u8], expected: &str) -> Outcome {
    let found = input::read(data, &Hints::default()).encoding;
    if found.eq_ignore_ascii_case(expected) {
        return Outcome::Passed;
    }
    Outcome::Failed(format!("{:?}\nexpected {expected}, found {found}", String::from_utf8_lossy(data)))
}
