// Converts CSDN pages with Spark and the command `csdown stream`, without Python: JSON Lines in, JSON Lines out.
//
//   spark-shell --files /usr/local/bin/csdown -i pipe.scala \
//     --conf spark.csdown.input=pages --conf spark.csdown.output=out < /dev/null
//
// Each line of the input is `{"id": ..., "url": ..., "html": ...}`; other fields are copied. The records are written to `out/lines`, and to
// `out/errors` those of pages that could not be converted. Totals are printed as JSON. In an application of your own, `spark` is a
// session that you create, and `convert` and `table` are all you need.

import org.apache.hadoop.io.compress.GzipCodec
import org.apache.spark.SparkFiles
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{DataFrame, Dataset, Observation}
import org.apache.spark.sql.functions._
import org.apache.spark.sql.types.StructType

// The fields that csdown adds to a page.
val record = """
    url STRING, text STRING, title STRING, date STRING, updated STRING, author STRING, user STRING, tags ARRAY<STRING>,
    categories ARRAY<STRING>, license STRING, status STRING, description STRING, kind STRING, article_id STRING,
    canonical STRING, original STRING, images ARRAY<STRUCT<url: STRING, original: STRING>>,
    warnings ARRAY<STRUCT<code: STRING, line: BIGINT, column: BIGINT, bytes: STRUCT<start: BIGINT, end: BIGINT>, detail: STRING>>,
    verdict STRING, html_sha256 STRING, csdown_version STRING, error STRUCT<code: STRING, message: STRING>
"""

/** Pipes the lines of each partition through one process. */
def convert(pages: RDD[String], arguments: Seq[String]): RDD[String] = {
  // Executors have the files of `--files` in their working directory; in local mode there is no such directory.
  val csdown = if (pages.sparkContext.isLocal) SparkFiles.get("csdown") else "./csdown"
  val threads = pages.sparkContext.getConf.get("spark.task.cpus", "1")
  pages.pipe(
    // A page that cannot be converted is a record with an error. Without --exit-zero it would fail the task.
    Seq(csdown, "stream", "--exit-zero", "--quiet", "--jobs", threads) ++ arguments,
    env = Map("RUST_BACKTRACE" -> "1"),
    // Pages of megabytes are written in fewer calls.
    bufferSize = 1 << 20,
    // The default is the encoding of the executor's locale, which replaces Chinese text by question marks where that is C or POSIX.
    encoding = "UTF-8"
  )
}

/** Reads lines as records; `fields` are the columns of the pages. */
def table(lines: Dataset[String], fields: String): DataFrame =
  lines.select(from_json(col("value"), StructType.fromDDL(s"$fields, $record")) as "record").select("record.*")

def main(): Unit = {
  val setting = spark.conf
  val (input, output) = (setting.get("spark.csdown.input"), setting.get("spark.csdown.output"))
  val arguments = setting.get("spark.csdown.arguments", "").split(" ").filter(_.nonEmpty).toSeq
  val partitions = setting.get("spark.csdown.partitions", sc.defaultMinPartitions.toString).toInt

  convert(sc.textFile(input, partitions), arguments).saveAsTextFile(s"$output/lines", classOf[GzipCodec])

  val lines = spark.read.textFile(s"$output/lines")
  val records = table(lines, setting.get("spark.csdown.fields", "id STRING"))
  val failed = col("error").isNotNull
  val totals = Observation()
  records
    .observe(
      totals,
      count_if(!failed) as "records",
      count_if(failed) as "errors",
      count_if(col("status").isin("preview", "truncated")) as "incomplete",
      coalesce(sum(octet_length(col("text"))), lit(0)) as "text_bytes"
    )
    .where(failed)
    .write
    .json(s"$output/errors")
  println(totals.get.map { case (name, total) => s"\"$name\": $total" }.mkString("{", ", ", "}"))
}

// spark-shell exits with 0 after an error, unless told otherwise.
val status =
  try { main(); 0 }
  catch { case error: Throwable => error.printStackTrace(); 1 }
  finally spark.stop()
sys.exit(status)
