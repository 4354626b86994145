/// PV01: characters and words.
extension Explanation {
  static let invalidUTF8 = Explanation(
    """
    A `.proviso` file is text in UTF-8, so that it reads the same everywhere. An editor that saves
    in another encoding (Latin-1, UTF-16) writes bytes that are not valid UTF-8. Save the file again
    as UTF-8.
    """,
    fails: .made(
      Array(Example.header.utf8) + Array("\nlet city = \"M".utf8) + [0xFC]
        + Array("nchen\"\n".utf8),
      "\(Example.header)\nlet city = \"M\u{FFFD}nchen\"    // ü as Latin-1 writes it: one byte, FC\n"
    ),
    passes: .items("let city = \"München\""))

  static let unexpectedCharacter = Explanation(
    """
    Outside strings and comments, a file may contain only the letters a to z and A to Z, digits, `_`
    and the signs of the grammar. Names cannot contain letters of other alphabets, so that two
    different names never look alike; strings can contain them. Invisible and control characters are
    refused for the same reason.
    """,
    fails: .property("every größe in resources { plan.complete }"),
    passes: .property("every r in resources { r.name != \"größe\" }"))

  static let unterminatedString = Explanation(
    """
    A string begins and ends with `"` on the same line. To put a line end into a string, write `\\n`.
    """,
    fails: .items("let environment = \"production\nlet replicas = 2"),
    passes: .items("let environment = \"production\"\nlet replicas = 2"))

  static let badEscape = Explanation(
    """
    Strings have JSON's escapes: `\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u` with
    four hexadecimal digits. Every other backslash is written twice, also in a pattern.
    """,
    fails: .property("every r in resources { r.name.matches(\"^\\d+$\") }"),
    passes: .property("every r in resources { r.name.matches(\"^\\\\d+$\") }"))

  static let badNumber = Explanation(
    """
    Numbers are written as in JSON: digits, optionally a point with digits after it, optionally an
    exponent. There are no leading zeros, no `_` between digits, no hexadecimal digits and no units.
    Numbers are exact. A number in a file has at most 10,000 characters and an exponent of at most
    100,000.
    """,
    fails: .items("let largest = 1_000"),
    passes: .items("let largest = 1000\nlet share = 0.25\nlet many = 1e9"))

  static let singleQuotes = Explanation(
    """
    A string is written between two straight double quotes. There is no other form of string.
    """,
    fails: .items("let environment = 'production'"),
    passes: .items("let environment = \"production\""))

  static let foreignComment = Explanation(
    """
    A comment begins with `//` and ends at the end of its line. A comment that begins with `///`
    documents the declaration after it.
    """,
    fails: .items("# how many replicas there are\nlet replicas = 2"),
    passes: .items("// how many replicas there are\nlet replicas = 2"))

  static let interpolationOutsideMessage = Explanation(
    """
    `\\(…)` puts the value of an expression into the `message` of a property, because a message
    describes the objects of one violation. Every other string is constant.
    """,
    fails: .items("let region = \"eu\"\nlet zone = \"\\(region)-a\""),
    passes: .items(
      "let region = \"eu\"\nlet zone = region + \"-a\"\n\n"
        + "invariant placed\n  \"Everything is in one zone\"\n"
        + "  message \"\\(r.address) is elsewhere\"\n"
        + "{\n  every r in resources { r.after.zone == zone }\n}"))
}
