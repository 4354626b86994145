import ProvisoInput
import ProvisoKernel

/// Messages about files of another kind than the command expects.
enum FileKindHint {
  /// The largest part of a file that is read to find its kind.
  private static let head = 65_536

  /// The mistake of a spec for plans that stands where a plan belongs; `nil` if no file is one.
  ///
  /// - Parameters:
  ///   - paths: the inputs of `proviso check`.
  ///   - specs: the files after `-s`.
  static func aboutSpecs(among paths: [String], specs: [String]) -> InputError? {
    let found = paths.filter { isSpecForPlans($0) }
    guard let first = found.first else { return nil }
    let plans = paths.filter { !found.contains($0) }
    let command =
      (plans.isEmpty ? ["PLAN"] : plans.map(\.shellWord))
      + (specs + found).map { "-s \($0.shellWord)" }
    return InputError(
      "\(first): this is a spec, which a plan is checked against; write `proviso check \(command.joined(separator: " "))`"
    )
  }

  /// The mistake of a file that is no world where `proviso explore` expects one; `nil` if it can be one.
  static func aboutWorld(_ path: String) -> InputError? {
    if FileReader.kind(of: path) == .missing, FileReader.kind(of: path + ".proviso") == .regular {
      return InputError("\(path): there is no such file; did you mean `\(path).proviso`?")
    }
    if [".yaml", ".yml", ".json", ".tfplan"].contains(where: path.hasSuffix),
      FileReader.kind(of: path) == .regular
    {
      return InputError(
        "\(path): this is a plan, not a world; write `proviso check \(path.shellWord)`")
    }
    guard isSpecForPlans(path) else { return nil }
    return InputError(
      "\(path): this is a spec for plans, not a world; write `proviso check PLAN -s \(path.shellWord)`"
    )
  }

  /// Whether a file begins with `spec NAME for terraform` or `spec NAME for agent`.
  private static func isSpecForPlans(_ path: String) -> Bool {
    guard path.hasSuffix(".proviso") else { return false }
    let data = FileReader.head(of: path, count: head)
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
      line.split(whereSeparator: \.isWhitespace)
    }
    guard let header = lines.first(where: { !$0.isEmpty && !$0[0].hasPrefix("//") }),
      header.count == 4
    else { return false }
    return header[0] == "spec" && header[2] == "for" && ["terraform", "agent"].contains(header[3])
  }
}
