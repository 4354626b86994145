import ArgumentParser

/// The exit status of the process (SemanticsOfProperties, "Exit status").
enum ProvisoExit: Int32 {
  case proved = 0
  case violated = 1
  case unusable = 2
  case undecided = 3

  var code: ExitCode { ExitCode(rawValue) }
}
