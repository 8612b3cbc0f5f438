"""The queries of the page do what their comments say."""

import re

from conftest import EXAMPLE

RECORDS = [
    # id, url, canonical, original, date, updated, status, result
    ("a1", None, "https://a/1", None, "2020-01-01", None, "complete", "records"),
    ("a2", None, "https://a/1", None, "2020-01-01", "2022-05-05", "complete", "records"),
    ("repost", None, "https://b/1", "https://a/1", "2021-01-01", None, "complete", "records"),
    ("elsewhere", None, "https://b/2", "https://c/9", "2021-01-01", None, "complete", "records"),
    ("unnamed", None, None, None, None, None, "complete", "records"),
    ("cut", None, "https://d/1", None, "2021-01-01", None, "truncated", "records"),
    ("failed", None, None, None, None, None, None, "errors"),
]


def test_the_queries_keep_one_record_for_each_article_and_drop_reposts(session):
    columns = "id STRING, url STRING, canonical STRING, original STRING, date STRING, updated STRING, status STRING, result STRING"
    session.createDataFrame(RECORDS, columns).createOrReplaceTempView("records")
    create, without_reposts = re.findall("```sql\n(.*?)```", (EXAMPLE / "README.md").read_text(), re.DOTALL)
    session.sql(create)
    assert _ids(session.table("articles")) == ["a2", "elsewhere", "repost", "unnamed"]
    assert _ids(session.sql(without_reposts)) == ["a2", "elsewhere", "unnamed"]


def _ids(articles):
    return sorted(row["id"] for row in articles.collect())
