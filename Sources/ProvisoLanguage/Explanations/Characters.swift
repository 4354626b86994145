/// PV01: characters and words.
extension Explanation {
  static let invalidUTF8 = Explanation(
    """
    A `.proviso` file is text in UTF-8, so that it reads the same everywhere. An editor that saves
    in another encoding (Latin-1, UTF-16) writes bytes that are no UTF-8; save the file again in
    UTF-8.
    """,
    fails: .made(
      Array(Example.header.utf8) + Array("\nlet city = \"M".utf8) + [0xFC]
        + Array("nchen\"\n".utf8),
      "\(Example.header)\nlet city = \"M\u{FFFD}nchen\"    // ü as Latin-1 writes it: one byte, FC\n"
    ),
    passes: .items("let city = \"München\""))

  static let strangeCharacter = Explanation(
    """
    Outside of strings and comments a file holds the letters a to z and A to Z, digits, `_` and
    the signs of the grammar. Letters of other alphabets are left out of names, so that no two
    names look alike and are different; inside a string every character stands for itself.
    Invisible and control characters are refused for the same reason.
    """,
    fails: .property("every größe in resources { plan.complete }"),
    passes: .property("every r in resources { r.name != \"größe\" }"))

  static let unterminatedString = Explanation(
    """
    A string begins and ends with `"` on one line. A line end inside a string is written `\\n`.
    """,
    fails: .items("let environment = \"production\nlet replicas = 2"),
    passes: .items("let environment = \"production\"\nlet replicas = 2"))

  static let badEscape = Explanation(
    """
    A string has JSON's escapes: `\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u` with
    four hexadecimal digits. A backslash itself is written twice, also in a pattern.
    """,
    fails: .property("every r in resources { r.name.matches(\"^\\d+$\") }"),
    passes: .property("every r in resources { r.name.matches(\"^\\\\d+$\") }"))

  static let badNumber = Explanation(
    """
    Numbers are written as in JSON: digits, perhaps a point with digits after it, perhaps an
    exponent. There are no leading zeros, no `_` between digits, no hexadecimal digits and no
    units. Numbers are exact and as long as they need to be.
    """,
    fails: .items("let largest = 1_000"),
    passes: .items("let largest = 1000\nlet share = 0.25\nlet many = 1e9"))

  static let singleQuotes = Explanation(
    """
    A string stands between two straight double quotes, and only there; there is one way to write
    it.
    """,
    fails: .items("let environment = 'production'"),
    passes: .items("let environment = \"production\""))

  static let foreignComment = Explanation(
    """
    A comment begins with `//` and ends with its line. `///` before a declaration is its
    documentation, which `proviso specs` shows.
    """,
    fails: .items("# how many replicas there are\nlet replicas = 2"),
    passes: .items("// how many replicas there are\nlet replicas = 2"))

  static let interpolationOutsideMessage = Explanation(
    """
    `\\(…)` puts the value of an expression into the `message` of a property, where the objects of
    the violation are at hand. Any other string is constant.
    """,
    fails: .items("let region = \"eu\"\nlet zone = \"\\(region)-a\""),
    passes: .items(
      "let region = \"eu\"\nlet zone = region + \"-a\"\n\n"
        + "invariant placed\n  \"Everything is in one zone\"\n"
        + "  message \"\\(r.address) is elsewhere\"\n"
        + "{\n  every r in resources { r.after.zone == zone }\n}"))
}
