import ArgumentParser

/// The folder of the project, from the command line.
struct RootOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A directory below which specs and plans may name other files, in addition to their own and that of the nearest proviso.yaml.",
      valueName: "dir"))
  var root: String?
}
