import ArgumentParser
import ProvisoInput

/// The exit status of the process (SemanticsOfProperties, "Exit status").
enum ProvisoExit: Int32 {
  case proved = 0
  case violated = 1
  case unusable = 2
  case undecided = 3

  var code: ExitCode { ExitCode(rawValue) }

  /// The status where an input could not be used, or there was no time or memory to read it.
  init(_ error: InputError) { self = error.remedy == .largerBudget ? .undecided : .unusable }
}
