#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;

/// The start of every file.
const ROOT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

/// What is written between the root's name and the end of the file; checks what holds for every output.
fn safe(svg: &str) -> String {
    let xml = sanitize(svg.as_bytes()).unwrap_or_else(|error| panic!("{error}: {svg}"));
    assert_eq!(sanitize(xml.as_bytes()).as_ref(), Ok(&xml), "sanitizing twice changes nothing");
    let document = roxmltree::Document::parse(&xml).unwrap();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        assert!([Some(SVG), Some(XHTML)].contains(&element.tag_name().namespace()), "{xml}");
        for attribute in element.attributes() {
            let value = attribute.value().trim_start();
            let is_own = value.starts_with('#') || value.to_ascii_lowercase().starts_with("data:image/");
            assert!(attribute.name() != "href" || is_own && !value.contains("svg+xml"), "{xml}");
            assert!(!attribute.name().starts_with("on"), "{xml}");
        }
    }
    xml.strip_prefix(ROOT).unwrap().to_owned()
}

/// The same, of the children of a root without attributes.
fn inside(svg: &str) -> String {
    let xml = safe(&format!("<svg xmlns='{SVG}' xmlns:x='{XLINK}' xmlns:h='{XHTML}'>{svg}</svg>"));
    xml.strip_prefix('>').and_then(|xml| xml.strip_suffix("</svg>")).unwrap_or_default().to_owned()
}

fn rejected(svg: impl AsRef<[u8]>) -> String {
    sanitize(svg.as_ref()).unwrap_err()
}

#[test]
fn static_images_are_kept() {
    for kept in [
        "<path d=\"M0 0 L1.25,1e3\" marker-end=\"url(#a)\" transform=\"matrix(1,0,0,1,2.123456789,3)\"/>",
        "<g id=\"SVGID(1)_\" class=\"a b\" data-cell-id=\"x-1\" aria-label=\"甲\" role=\"img\"><desc>a &lt; b &amp; c</desc></g>",
        "<use xlink:href=\"#a\" href=\"#b\"/><textPath href=\"#c\">甲</textPath>",
        "<image xlink:href=\"data:image/png;base64,  AAAA\" width=\"1\"/><image href=\"DATA:image/JPEG,x\"/>",
        "<text xml:space=\"preserve\" xml:lang=\"zh\" style=\"font-size:12px;font-family:&quot;a b&quot;, serif;\">  甲\u{a0}乙 </text>",
        "<animate attributeName=\"opacity\" values=\"0;1\" dur=\"1s\"/><set attributeName=\"fill\" to=\"url(#a)\"/>",
        "<animateMotion path=\"M0 0\"><mpath xlink:href=\"#a\"/></animateMotion>",
        "<linearGradient id=\"a\" gradientTransform=\"rotate(90)\" xlink:href=\"#b\"><stop offset=\"0\" stop-color=\"rgb(1, 2, 3)\"/></linearGradient>",
        "<filter id=\"a\"><feGaussianBlur in=\"SourceAlpha\" stdDeviation=\"2\"/><feImage href=\"#a\"/></filter>",
        "<switch><foreignObject requiredFeatures=\"http://www.w3.org/TR/SVG11/feature#Extensibility\">\
         <div xmlns=\"http://www.w3.org/1999/xhtml\" style=\"display:flex;justify-content:unsafe center;\">\
         <p class=\"nodeLabel\">甲<br/><b>乙</b></p></div></foreignObject><text>甲</text></switch>",
    ] {
        assert_eq!(inside(&kept.replace("xlink:", "x:")), kept);
    }
}

#[test]
fn what_the_programs_that_write_images_add_is_dropped() {
    for (svg, xml) in [
        // Graphviz.
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n \
             \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- Title: a -->\n<svg width=\"8pt\"\n viewBox=\"0.00 0.00 8 4\" \
             xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n<a xlink:href=\"http://a.b\" \
             xlink:title=\"t\"><polygon fill=\"none\" points=\"0,1\"/></a></svg>\n",
            " width=\"8pt\" viewBox=\"0.00 0.00 8 4\">\n<a><polygon fill=\"none\" points=\"0,1\"/></a></svg>",
        ),
        // Matplotlib and Inkscape.
        (
            "\u{feff}<svg xmlns='http://www.w3.org/2000/svg' xmlns:i='http://www.inkscape.org/namespaces/inkscape' i:version='1'>\
             <metadata><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/></metadata><i:view/>\
             <defs><style type=\"text/css\"><![CDATA[*{stroke-linejoin: round; stroke-linecap: butt}]]></style></defs>\
             <g i:label='a'/></svg>",
            "><defs><style type=\"text/css\">*{stroke-linejoin:round;stroke-linecap:butt;}</style></defs><g/></svg>",
        ),
        // PlantUML, and others that declare no namespace.
        (
            "<?plantuml 1.2?><svg contentStyleType=\"text/css\" style=\"width:8px;background:#FFF;\" zoomAndPan=\"magnify\">\
             <?plantuml-src x?><!--a--><foreignObject><div>甲</div></foreignObject></svg>",
            " style=\"width:8px;background:#FFF;\" zoomAndPan=\"magnify\"><foreignObject>\
             <div xmlns=\"http://www.w3.org/1999/xhtml\">甲</div></foreignObject></svg>",
        ),
        // draw.io.
        (
            "<s:svg xmlns:s='http://www.w3.org/2000/svg' content='&lt;mxfile/&gt;' style='color-scheme: light dark'>\
             <s:rect style='fill: light-dark(#ffffff, var(--ge-dark-color, #121212)); stroke: rgb(0, 0, 0)'/></s:svg>",
            " style=\"color-scheme:light dark;\"><rect style=\"fill:light-dark(#ffffff, var(--ge-dark-color, #121212));\
             stroke:rgb(0, 0, 0);\"/></svg>",
        ),
    ] {
        assert_eq!(safe(svg), xml);
    }
}

#[test]
fn diagrams_of_the_converter_lose_nothing() {
    let html = "<div id=content_views><div class=mermaid><svg id=mermaid-1 viewbox='0 0 9 9' style='max-width:10px'>\
                <style>#mermaid-1 .node > rect{fill:#ECECFF;stroke-width:1px;} @keyframes dash{to{stroke-dashoffset:0;}}</style>\
                <defs><marker id=a refx=3 markerwidth=4><path d='M0 0'></marker></defs><g class=node><path d='M0 0L1 1' \
                marker-end='url(#a)'></path><text y=1>甲 &lt; <tspan>乙</tspan></text><foreignObject width=9><div>丙</div>\
                </foreignObject></g></svg></div></div>";
    let options = crate::Options { diagrams: crate::options::Diagrams::Image, ..crate::Options::default() };
    let converted = crate::Converter::new(options).unwrap().convert(html).unwrap();
    let url = converted.markdown.split("](").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    let bytes = data_url::DataUrl::process(url).unwrap().decode_to_vec().unwrap().0;
    let drawn = String::from_utf8(bytes).unwrap();
    let nodes = |xml: &str| {
        let document = roxmltree::Document::parse(xml).unwrap();
        let node = |node: roxmltree::Node<'_, '_>| {
            let is_style = node.tag_name().name() == "style"
                || node.parent_element().is_some_and(|p| p.tag_name().name() == "style");
            let attributes: Vec<_> = node
                .attributes()
                .filter(|a| a.name() != "style")
                .map(|a| (a.name().to_owned(), a.value().to_owned()))
                .collect();
            (
                node.tag_name().name().to_owned(),
                attributes,
                node.text().filter(|_| !is_style).map(str::to_owned),
            )
        };
        document.descendants().map(node).collect::<Vec<_>>()
    };
    let sanitized = sanitize(drawn.as_bytes()).unwrap();
    assert_eq!(nodes(&sanitized), nodes(&drawn));
    assert!(sanitized.contains("<style>#mermaid-1 .node &gt; rect{fill:#ECECFF;stroke-width:1px;}@keyframes dash{to{stroke-dashoffset:0;}}</style>"));
    assert!(sanitized.contains("style=\"max-width:10px;\""));
}

/// Hostile images, each with what is left of it.
const HOSTILE: &[(&str, &str)] = &[
    ("<script>evil</script><x:script/><h:script/><SCRIPT/><g/>", "<g/>"),
    ("<script><g>evil</g></script><g/>", "<g/>"),
    ("<g onload='evil' ONCLICK='evil' x:onload='evil' onx=''/>", "<g/>"),
    ("<handler/><listener/><iframe src='evil'/><video/><audio/><canvas/><embed/><object/><link/><meta/>", ""),
    ("<a href='javascript:evil'><g/></a>", "<a><g/></a>"),
    ("<a x:href=' java&#10;script:evil'/>", "<a/>"),
    ("<a class='a&#10;b\nc&#9;'/>", "<a class=\"a&#10;b c&#9;\"/>"),
    ("<a href='&#106;avascript&#x3a;evil'/>", "<a/>"),
    ("<a href='JaVaScRiPt:evil'/><a href='&#9;//evil'/><a href='data:text/html,evil'/>", "<a/><a/><a/>"),
    ("<a href='vbscript:evil' target='_blank' ping='evil' download='evil'/>", "<a/>"),
    (
        "<use href='evil.svg#a'/><use x:href='data:image/svg+xml,evil'/><use href='data:image/png,evil'/>",
        "<use/><use/><use/>",
    ),
    (
        "<image href='evil.png'/><image href='//evil'/><image x:href='data:image/svg+xml;base64,evil'/>",
        "<image/><image/><image/>",
    ),
    ("<image href='data:image/png+xml,evil'/><image href='da&#10;ta:image/png,evil'/>", "<image/><image/>"),
    (
        "<image href='data:image/svg+xml;image/png,evil'/><image href='data:text/html;,image/png,evil'/>",
        "<image/><image/>",
    ),
    ("<feImage href='http://evil'/><g href='#a'/><rect xml:base='http://evil'/>", "<feImage/><g/><rect/>"),
    (
        "<image src='evil' srcset='evil' data='evil' action='evil' poster='evil' formaction='evil'/>",
        "<image/>",
    ),
    ("<set attributeName='href' to='evil'/><animate attributeName='xlink:href' values='evil'/>", ""),
    ("<set attributeName='onload' to='evil'/><set attributeName='style' to='evil'/><set to='evil'/>", ""),
    ("<animate attributeName=' href' to='evil'/><animate attributeName='HREF' to='evil'/>", ""),
    ("<animate attributeName='fill' values='red;url(//evil#a)'/>", "<animate attributeName=\"fill\"/>"),
    ("<animateMotion attributeName='href' to='evil'/><animateColor attributeName='fill'/>", ""),
    (
        "<rect fill='url(//evil#a)'/><rect fill='u\\72l(//evil)'/><rect fill='url(&quot;evil.svg#a&quot;)'/>",
        "<rect/><rect/><rect/>",
    ),
    (
        "<rect fill='image-set(\"//evil\" 1x)'/><rect mask='URL( evil )'/><rect cursor='url(evil), auto'/>",
        "<rect/><rect/><rect/>",
    ),
    (
        "<foreignObject><h:iframe src='evil'/><h:a href='evil'>a</h:a><h:img src='evil'/><h:div onclick='evil'/></foreignObject>",
        "<foreignObject><div xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
    ),
    (
        "<foreignObject><h:form action='evil'><h:input/></h:form><h:style>evil</h:style><script/></foreignObject>",
        "<foreignObject/>",
    ),
    (
        "<foreignObject><h:p><svg><script/></svg><p/></h:p></foreignObject>",
        "<foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\"/></foreignObject>",
    ),
    (
        "<h:div>evil</h:div><div>evil</div><m:math xmlns:m='http://www.w3.org/1998/Math/MathML'>evil</m:math>",
        "",
    ),
    ("<x xmlns='http://www.w3.org/1999/XSL/Transform'>evil</x><g xmlns='urn:other'>evil</g>", ""),
    ("<?xml-stylesheet href='evil'?><!-- evil --><g><!-- --><?php evil ?></g>", "<g/>"),
    ("<style type='text/javascript'>evil</style><style><script>evil</script></style>", "<style/>"),
];

#[test]
fn nothing_runs_or_refers_to_something_outside() {
    for (svg, xml) in HOSTILE {
        assert_eq!(&inside(svg), xml, "{svg}");
    }
}

#[test]
fn css_is_rewritten_from_known_rules_and_properties() {
    for (css, safe) in [
        (
            ".a > b:not(.c), [d='e']{fill:url(#f) /* g */;stroke:#000!important}",
            ".a > b:not(.c), [d=\"e\"]{fill:url(#f) /**/;stroke:#000!important;}",
        ),
        (
            "@media (max-width: 9px){a{opacity:.5}}@keyframes k{0%{opacity:0}to{opacity:1}}",
            "@media (max-width: 9px){a{opacity:.5;}}@keyframes k{0%{opacity:0;}to{opacity:1;}}",
        ),
        (":root{--a:\"x\";font:var(--a)}", ":root{--a:\"x\";font:var(--a);}"),
        ("@import 'evil';@import url(evil);@charset 'evil';@namespace url(evil);a{fill:red}", "a{fill:red;}"),
        ("@IMPORT/**/'evil';@\\69mport 'evil';@font-face{font-family:a;src:url(evil)}", ""),
        (
            "a{fill:url(evil);fill:URL('evil');fill:u\\72l(evil);fill:\\75\\72\\6c('evil');color:red}",
            "a{color:red;}",
        ),
        (
            "a{background:image-set('evil' 1x);background:-webkit-image-set('evil');background:src('evil');fill:red}",
            "a{fill:red;}",
        ),
        ("a{behavior:url(#evil);-moz-binding:none;position:fixed;content:'evil';fill:red}", "a{fill:red;}"),
        ("a{width:expression(evil);fill:url(#a evil);fill:url('#a' evil);fill:element(#evil)}", "a{}"),
        ("a{fill:url('#a\\22)evil')}", "a{fill:url(\"#a\\\")evil\");}"),
        ("a{fill:'</style><script>evil", "a{fill:\"</style><script>evil\";}"),
        ("a{b{fill:url(evil)}fill:red}", "a{}"),
        ("@media x{@import 'evil';a{fill:u/**/rl(evil)}}", "@media x{a{}}"),
        ("<!-- a{fill:red} -->", "a{fill:red;}"),
        ("a{fill:red", "a{fill:red;}"),
        ("url(evil){fill:red}{evil}} evil", ""),
    ] {
        assert_eq!(style::sheet(css), safe, "{css}");
    }
    assert_eq!(style::declarations("fill:red;}x:1;stroke:url(evil);color:blue"), "fill:red;x:1;color:blue;");
    let sheet = "<style>@im<![CDATA[port 'evil';]]></style><style>a{fill:&#x75;rl(//evil)}</style>";
    assert_eq!(inside(sheet), "<style/><style>a{}</style>");
    assert_eq!(
        inside("<style>a{fill:'&lt;/style&gt;'}</style>"),
        "<style>a{fill:&quot;&lt;/style&gt;&quot;;}</style>"
    );
}

#[test]
fn files_that_are_no_well_formed_utf8_are_rejected() {
    for svg in [
        "<svg><a b=c/></svg>",
        "<svg><a b='c' b='d'/></svg>",
        "<svg><g></svg>",
        "<svg/><svg/>",
        "<svg/>x",
        "<svg>&nbsp;</svg>",
        "<svg>&#0;</svg>",
        "<svg>\0</svg>",
        "<svg a='<'/>",
        "<svg>]]></svg>",
        "<svg x:a='b'/>",
        "<svg><!-- -- --></svg>",
        "<svg>",
        "",
    ] {
        assert!(rejected(svg).starts_with("it is not well-formed XML ("), "{svg}");
    }
    assert_eq!(rejected("<html xmlns='http://www.w3.org/1999/xhtml'/>"), "its root element is not `svg`");
    assert_eq!(rejected("<svg xmlns='urn:x'/>"), "its root element is not `svg`");
    let utf16: Vec<u8> = "\u{feff}<svg/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(rejected(utf16), "its text is not UTF-8");
    assert_eq!(rejected(b"<svg>\xd6\xd0</svg>"), "its text is not UTF-8");
    // To a browser that follows the declaration, the comment may end elsewhere.
    for encoding in ["ISO-2022-JP", "gbk", "utf-7", "utf-16", "x-user-defined"] {
        let svg = format!(
            "<?xml version='1.0' encoding='{encoding}'?><svg>\u{1b}$B<!--\u{1b}(B<script>evil</script>--></svg>"
        );
        assert!(sanitize(svg.as_bytes()).is_err(), "{encoding}");
    }
    assert_eq!(
        rejected("<?xml version='1.0' encoding='ISO-8859-1'?><svg>é</svg>"),
        "its encoding is ISO-8859-1, not UTF-8"
    );
    assert_eq!(safe("<?xml version='1.0' encoding='iso-8859-1'?><svg>e</svg>"), ">e</svg>");
    assert_eq!(safe("<?xml version='1.1'?><svg>&#1;&#x85;e&#13;</svg>"), ">\u{85}e&#13;</svg>");
}

#[test]
fn declared_entities_are_rejected() {
    let laughs = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;'>]><svg>&c;</svg>";
    for svg in [
        laughs,
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>",
        "<!DOCTYPE svg [<!ENTITY % a SYSTEM 'http://evil'> %a;]><svg/>",
        "<!DOCTYPE svg SYSTEM 'a.dtd' [<!ATTLIST svg onload CDATA 'evil'>]><svg/>",
    ] {
        assert!(sanitize(svg.as_bytes()).is_err(), "{svg}");
    }
    assert_eq!(rejected("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"), "its document type has declarations");
    let xhtml = "<!DOCTYPE svg PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' ''><svg><rect fill='url&lpar;//evil)'/></svg>";
    assert!(rejected(xhtml).starts_with("it is not well-formed"));
}

#[test]
fn sizes_are_limited() {
    let nested = |levels: usize| format!("<svg>{}{}</svg>", "<g>".repeat(levels), "</g>".repeat(levels));
    assert!(sanitize(nested(MAX_DEPTH - 1).as_bytes()).is_ok());
    assert_eq!(rejected(nested(MAX_DEPTH)), "it has more than 256 elements within each other");
    assert!(sanitize(nested(100_000).as_bytes()).is_err());
    let dropped = format!("<svg>{}", "<x>".repeat(100_000));
    assert!(sanitize(dropped.as_bytes()).is_err());
    let many = (0..2000).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
    assert!(sanitize(format!("<svg{many}/>").as_bytes()).is_err());
    let prefixes = (0..2000).map(|n| format!(" xmlns:a{n}='b'")).collect::<Vec<_>>().concat();
    assert_eq!(rejected(format!("<svg{prefixes}/>")), "it has more than 64 namespace prefixes");
    assert!(sanitize(format!("<svg><{}/></svg>", "a".repeat(1 << 20)).as_bytes()).is_err());
    let long = "1 ".repeat(1 << 20);
    assert_eq!(inside(&format!("<path d=\"M{long}\"/>")), format!("<path d=\"M{long}\"/>"));
    for css in ["{", "(", "[", "a{b:", "@media x{", "a(", "url("] {
        let css = css.repeat(50_000);
        assert!(!inside(&format!("<style>{css}</style><g style='{css}'/>")).contains("url"), "{css:.20}");
    }
}

#[test]
fn any_markup_becomes_a_file_that_is_safe_already() {
    const PARTS: &[&str] = &[
        "<g>",
        "</g>",
        "<a href='",
        "x:href=\"",
        "'>",
        "\"/>",
        "<style>",
        "</style>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "url(",
        "#a",
        ")",
        "evil",
        "\\",
        "{",
        "}",
        ";",
        "fill:",
        "<rect style='",
        "@import ",
        "&#x6a;",
        "&amp;",
        "&",
        "\"",
        "<foreignObject>",
        "</foreignObject>",
        "<h:div>",
        "</h:div>",
        "<script>",
        "</script>",
        " ",
        "\n",
        "/*",
        "*/",
        "甲",
        "<set attributeName='",
        "to='",
        "data:image/png,",
        "javascript:",
    ];
    let mut kept = 0;
    arbtest::arbtest(|u| {
        let count = u.int_in_range(0..=12)?;
        let svg: String = (0..count).map(|_| u.choose(PARTS).copied()).collect::<Result<_, _>>()?;
        let svg = format!("<svg xmlns='{SVG}' xmlns:x='{XLINK}' xmlns:h='{XHTML}'>{svg}</svg>");
        if sanitize(svg.as_bytes()).is_ok() {
            safe(&svg);
            kept += 1;
        }
        Ok(())
    });
    assert!(kept > 0);
}

#[test]
fn shapes_have_no_children_and_no_geometry_of_others_if_strict() {
    let svg = "<svg><g><circle r='1' x='2'> <g><text>a</text></g></circle><rect rx='1'><title>b</title><g/></rect></g><line/></svg>";
    let strict = sanitize_strictly(svg.as_bytes()).unwrap();
    let expected = "><g><circle r=\"1\"> </circle><g><text>a</text></g><rect rx=\"1\"><title>b</title></rect><g/></g><line/></svg>";
    assert_eq!(strict, format!("{ROOT}{expected}"));
    assert_eq!(sanitize_strictly(strict.as_bytes()).as_ref(), Ok(&strict));
    let kept = sanitize(svg.as_bytes()).unwrap();
    assert!(kept.contains("<circle r=\"1\" x=\"2\"> <g>"), "{kept}");
}
