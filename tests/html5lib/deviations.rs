//! The tests that our parser fails by design.

/// Tests of one file that fail for one reason.
pub(crate) struct Deviation {
    /// The name under which `docs/html.md` explains the reason.
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    /// The numbers of the tests, from 1.
    pub(crate) tests: &'static [usize],
}

#[rustfmt::skip]
pub(crate) const DEVIATIONS: &[Deviation] = &[
    Deviation { name: "frameset", file: "tree-construction/domjs-unsafe.dat", tests: &[40, 41, 42] },
    Deviation { name: "frameset", file: "tree-construction/pending-spec-changes.dat", tests: &[1] },
    Deviation { name: "frameset", file: "tree-construction/plain-text-unsafe.dat", tests: &[2, 3, 5, 6, 19, 20, 22, 23] },
    Deviation { name: "frameset", file: "tree-construction/template.dat", tests: &[40] },
    Deviation { name: "frameset", file: "tree-construction/tests1.dat", tests: &[105, 112] },
    Deviation { name: "frameset", file: "tree-construction/tests10.dat", tests: &[21, 22] },
    Deviation { name: "frameset", file: "tree-construction/tests15.dat", tests: &[13] },
    Deviation { name: "frameset", file: "tree-construction/tests18.dat", tests: &[18, 19, 21, 31, 32, 33, 34] },
    Deviation { name: "frameset", file: "tree-construction/tests19.dat", tests: &[36, 38, 39, 40, 41, 42, 43, 44, 46, 48, 60, 61, 73, 74, 75, 77, 80] },
    Deviation { name: "frameset", file: "tree-construction/tests2.dat", tests: &[6, 7, 8, 9] },
    Deviation { name: "frameset", file: "tree-construction/tests6.dat", tests: &[8, 9, 10, 11, 12, 29, 31, 46, 48, 49, 50, 51, 52] },
    Deviation { name: "frameset", file: "tree-construction/tests9.dat", tests: &[22, 23] },
    Deviation { name: "frameset", file: "tree-construction/webkit01.dat", tests: &[31, 51] },
    Deviation { name: "selectedcontent", file: "tree-construction/webkit02.dat", tests: &[45, 46, 47, 48] },
    Deviation { name: "encoding-evidence", file: "encoding/test-yahoo-jp.dat", tests: &[1] },
    Deviation { name: "encoding-default", file: "encoding/tests1.dat", tests: &[1, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 25, 26, 29, 30, 31, 34, 35, 36] },
    Deviation { name: "encoding-text", file: "encoding/tests1.dat", tests: &[55, 56, 57] },
    Deviation { name: "encoding-default", file: "encoding/tests2.dat", tests: &[1, 2, 3, 4, 5, 9, 10, 12, 13, 14, 16] },
];
