# Renders the Markdown of a folder as Jekyll does by default: kramdown.rb INPUT OUTPUT
require "kramdown"
require "kramdown-parser-gfm"
require "rouge"

# `kramdown` in https://github.com/jekyll/jekyll/blob/master/lib/jekyll/configuration.rb
OPTIONS = {
  input: "GFM",
  auto_ids: true,
  entity_output: "as_char",
  smart_quotes: "lsquo,rsquo,ldquo,rdquo",
  hard_wrap: false,
  syntax_highlighter: "rouge",
  syntax_highlighter_opts: { default_lang: "plaintext", guess_lang: true },
}.freeze

input, output = ARGV
Dir.glob(File.join(input, "*.md")).each do |path|
  html = Kramdown::Document.new(File.read(path, encoding: "UTF-8"), OPTIONS).to_html
  File.write(File.join(output, File.basename(path, ".md") + ".html"), html)
end
