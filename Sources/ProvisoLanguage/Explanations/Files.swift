/// PV06: files.
extension Explanation {
  static let fileNotFound = Explanation(
    """
    The path after `use` is relative to the file in which it stands, and the file must be there and
    readable. Without it the names that it declares are missing, so nothing is checked.
    """,
    fails: .items("use \"names.proviso\""),
    passes: .items(
      "use \"names.proviso\"",
      ["names.proviso": "spec names for terraform\n\nlet production = [\"prod\", \"live\"]\n"]))

  static let circularUse = Explanation(
    """
    Files that use each other in a circle have no order in which they can be read. Move what both
    need into a third file.
    """,
    fails: .items(
      "use \"other.proviso\"",
      ["other.proviso": "spec other for terraform\n\nuse \"example.proviso\"\n"]),
    passes: .items(
      "use \"other.proviso\"", ["other.proviso": "spec other for terraform\n\nlet replicas = 2\n"]))

  static let pathNotRelative = Explanation(
    """
    The path after `use` is relative, so that a folder of specs can be moved and means the same on
    every machine. Addresses of the network are not read: checking never opens a connection.
    """,
    fails: .items("use \"/etc/proviso/names.proviso\""),
    passes: .items(
      "use \"names.proviso\"",
      ["names.proviso": "spec names for terraform\n\nlet production = [\"prod\", \"live\"]\n"]))

  static let otherVocabulary = Explanation(
    """
    A file and the files that it uses are for one vocabulary: a definition over resources has no
    meaning where there are none.
    """,
    fails: .items(
      "use \"calls.proviso\"",
      ["calls.proviso": "spec calls for agent\n\nlet outward = [\"send_email\", \"http_post\"]\n"]),
    passes: .items(
      "use \"calls.proviso\"",
      ["calls.proviso": "spec calls for terraform\n\nlet outward = [\"aws_lb\", \"aws_eip\"]\n"]))

  static let fileTooLarge = Explanation(
    """
    A spec is written and read by people; a file larger than 16 MB is most likely something else,
    such as a plan, and so are more than 1,000 files used together. Neither is read.
    """,
    fails: .made(
      Array(Example.header.utf8) + Array(repeating: 0x0A, count: SpecLoader.largestFile),
      "\(Example.header)\n… and 16 MB more …\n"),
    passes: .property("plan.complete"))
}
