//! Tests of encoding detection: bytes and the encoding they are in.

use csdown::Hints;
use csdown::stages::input;

use super::Outcome;

/// Runs the tests of one file.
pub(crate) fn run(file: &[u8]) -> Vec<Outcome> {
    let mut tests: Vec<(Vec<&[u8]>, Vec<&[u8]>)> = Vec::new();
    let mut is_data = false;
    for line in file.split(|&byte| byte == b'\n') {
        match (line, tests.last_mut()) {
            (b"#data", _) => {
                tests.push((Vec::new(), Vec::new()));
                is_data = true;
            }
            (b"#encoding", _) => is_data = false,
            (line, Some((data, _))) if is_data => data.push(line),
            (line, Some((_, encoding))) => encoding.push(line),
            (_, None) => {}
        }
    }
    tests.iter().map(|(data, encoding)| run_test(&data.join(&b'\n'), encoding.first().unwrap())).collect()
}

fn run_test(data: &[u8], encoding: &[u8]) -> Outcome {
    let expected = std::str::from_utf8(encoding).unwrap().trim();
    let found = input::read(data, &Hints::default()).encoding;
    if found.eq_ignore_ascii_case(expected) {
        return Outcome::Passed;
    }
    Outcome::Failed(format!("{:?}\nexpected {expected}, found {found}", String::from_utf8_lossy(data)))
}
