import ProvisoSyntax

/// PV06: files.
extension Explanation {
  static let fileNotFound = Explanation(
    """
    The path after `use` is relative to the folder of the file that contains the `use`. The used file
    must exist and be readable. It must lie in the project, which is the folder of the file that is
    checked and that of the nearest `proviso.yaml` above it. Without it, the names that it declares
    are missing, so nothing is checked.
    """,
    fails: .items("use \"names.proviso\""),
    passes: .items(
      "use \"names.proviso\"",
      ["names.proviso": "spec names for terraform\n\nlet production = [\"prod\", \"live\"]\n"]))

  static let circularUse = Explanation(
    """
    Files that use each other form a cycle, so there is no order in which they can be read. Move the
    declarations that both files need into a third file.
    """,
    fails: .items(
      "use \"other.proviso\"",
      ["other.proviso": "spec other for terraform\n\nuse \"example.proviso\"\n"]),
    passes: .items(
      "use \"other.proviso\"", ["other.proviso": "spec other for terraform\n\nlet replicas = 2\n"]))

  static let pathNotRelative = Explanation(
    """
    The path after `use` is relative, so that a folder of specs can be moved and means the same on
    every machine. A URL is not allowed: checking never opens a network connection.
    """,
    fails: .items("use \"/etc/proviso/names.proviso\""),
    passes: .items(
      "use \"names.proviso\"",
      ["names.proviso": "spec names for terraform\n\nlet production = [\"prod\", \"live\"]\n"]))

  static let otherVocabulary = Explanation(
    """
    A file and the files that it uses have the same vocabulary. A definition over resources, for
    example, has no meaning in a spec `for agent`, which has no resources.
    """,
    fails: .items(
      "use \"calls.proviso\"",
      ["calls.proviso": "spec calls for agent\n\nlet outward = [\"send_email\", \"http_post\"]\n"]),
    passes: .items(
      "use \"calls.proviso\"",
      ["calls.proviso": "spec calls for terraform\n\nlet outward = [\"aws_lb\", \"aws_eip\"]\n"]))

  static let fileTooLarge = Explanation(
    """
    People write and read specs, so a file larger than 16 MiB is most likely something else, such as
    a plan. Proviso does not read it.
    """,
    fails: .made(
      Array(Example.header.utf8) + Array(repeating: 0x0A, count: SourceFile.largest),
      "\(Example.header)\n… and 16 MiB more …\n"),
    passes: .property("plan.complete"))
}
