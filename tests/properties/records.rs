//! Properties of streams of records: whatever the lines are, each is answered, in order.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a violated property panics")]
#![allow(unreachable_pub, reason = "shared between tests and fuzz targets")]

use std::io::BufReader;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use arbitrary::{Result, Unstructured};
use csdown::records::{FIELDS, RecordStream};
use csdown::{Converter, Hints};
use serde_json::{Map, Value, json};

use super::properties::html;

/// Records are answered in order, each like a conversion of its own, whatever is between them.
pub fn stream(u: &mut Unstructured<'_>) -> Result<()> {
    let (mut input, mut expected) = (String::new(), Vec::new());
    let converter = Converter::default();
    while !u.is_empty() && expected.len() < 40 {
        let (line, answer) = record(u, &converter, expected.len())?;
        input.push_str(&line);
        input.push_str(u.choose(&["\n", "\r\n", "\n\n", "\n \t\r\n"])?);
        expected.push(answer);
    }
    let jobs = NonZeroUsize::MIN.saturating_add(u.int_in_range(0..=3)?);
    let mut answers = Vec::new();
    let mut each = |ready: Vec<csdown::records::Answer>| {
        answers.extend(ready.into_iter().map(|answer| answer.json));
        ControlFlow::Continue(())
    };
    RecordStream::new(&converter).jobs(jobs).run(input.as_bytes(), &mut each).unwrap();
    assert_eq!(answers.len(), expected.len(), "{input}");
    for (answer, expected) in answers.iter().zip(&expected) {
        let found: Value = serde_json::from_str(answer).unwrap();
        let found = json!([found["id"], found["text"], found["error"]["code"], found["along"]]);
        assert_eq!(found, *expected, "{answer}\n{input}");
    }
    Ok(())
}

/// Returns a line, and the id, the text, the code of the error and the other field of its answer.
fn record(u: &mut Unstructured<'_>, converter: &Converter, number: usize) -> Result<(String, Value)> {
    let along: String = u.arbitrary()?;
    let html = match u.int_in_range(0..=3)? {
        0 => html::page(u)?,
        1 => html::article(u)?,
        2 => u.arbitrary::<String>()?,
        _ => {
            let broken = u.choose(&["{\"html\":", "[]", "{}", "{\"id\":null,\"html\":1}", "\"", "\0"])?;
            return Ok(((*broken).to_owned(), json!([null, null, "invalid-record", null])));
        }
    };
    let mut hints = Hints::default();
    hints.file_name = *u.choose(&[None, Some("a.md"), Some("a.html"), Some("12345678.json")])?;
    hints.url = *u.choose(&[None, Some("https://blog.csdn.net/u/article/details/12345"), Some("x")])?;
    hints.content_type = Some(Hints::DECODED);
    let answer = match converter.convert_bytes(html.as_bytes(), &hints) {
        Ok(conversion) => json!([number, conversion.markdown, null, along]),
        Err(error) => json!([number, null, error.code(), along]),
    };
    let line = json!({
        "along": along, "html": html, "id": number, "file_name": hints.file_name, "url": hints.url,
        "content_type": u.choose(&["text/html; charset=gbk", ""])?,
    });
    Ok((line.to_string(), answer))
}

/// Each line of arbitrary bytes that is not blank is answered with one line that has all fields, and the `id` if it has one.
pub fn bytes(data: &[u8]) {
    let lines: Vec<&[u8]> =
        data.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
    let (converter, mut answers) = (Converter::default(), Vec::new());
    let reader = BufReader::with_capacity(64, data);
    let run = RecordStream::new(&converter).jobs(NonZeroUsize::MIN).run(reader, &mut |ready| {
        answers.extend(ready.iter().map(|answer| serde_json::from_str::<Value>(&answer.json).unwrap()));
        ControlFlow::Continue(())
    });
    run.unwrap();
    // Compressed data has other lines, and a byte order mark is not one.
    if data.starts_with(&[0x1f, 0x8b]) || data.starts_with(&[0xef]) {
        return;
    }
    assert_eq!(answers.len(), lines.len());
    for (line, answer) in lines.into_iter().zip(answers) {
        let fields = answer.as_object().unwrap();
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        let expected: Vec<&str> = FIELDS.iter().copied().filter(|name| *name != "verdict").collect();
        assert_eq!(names.get(..expected.len()), Some(expected.as_slice()));
        assert_ne!(fields["text"].is_null(), fields["error"].is_null());
        if let Ok(record) = serde_json::from_slice::<Map<String, Value>>(line)
            && let Some(id) = record.get("id").filter(|id| !id.is_null())
        {
            assert_eq!(fields["id"], *id);
        }
    }
}
