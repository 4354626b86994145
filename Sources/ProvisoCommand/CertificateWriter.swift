import ArgumentParser
import Essentials
import ProvisoInput
import ProvisoResult

/// Writes the evidence for results into a directory: a script for each query, a file for each run, and
/// a manifest that names them.
///
/// Runs are in the same directory as queries, so that one directory is the whole evidence for an answer
/// and one manifest has all digests.
struct CertificateWriter {
  private let folder: String
  private let terminal: Terminal

  /// Makes the directory.
  ///
  /// - Throws: the exit status if that fails. The reason is on standard error.
  init(_ folder: String, _ terminal: Terminal) throws {
    self.folder = folder
    self.terminal = terminal
    if let complaint = LinkCheck.complaint(about: folder) {
      terminal.complain(["error: \(complaint), so nothing is written"])
      throw ProvisoExit.unusable.code
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      terminal.complain(["error: \(folder): cannot write the certificates to this directory"])
      throw ProvisoExit.unusable.code
    }
  }

  /// Writes the evidence.
  ///
  /// - Parameters:
  ///   - others: the files that the results do not know.
  ///   - specs: the specs as the command line named them.
  func write(
    _ results: [CheckResult], with others: [CheckedFiles.File] = [], specs: [String] = []
  ) throws {
    guard let first = results.first else { return }
    var manifest = CertificateManifest(
      schema: CertificateManifest.version, tool: CheckedFiles(of: first, with: [], specs: []).tool,
      inputs: [], properties: [])
    var counts: [String: Int] = [:]
    for (index, result) in results.enumerated() {
      let files = CheckedFiles(of: result, with: others, specs: specs)
      manifest.inputs.append(
        .init(input: files.input, files: files.files, assumptions: result.assumptions))
      for property in result.properties {
        var parts = Parts(files: files)
        try write(property, &parts, &counts)
        manifest.properties.append(
          .init(
            name: property.name, input: index,
            spec: "\(property.location.path):\(property.location.line)",
            verdict: property.effectiveVerdict.rawValue,
            invariant: property.certificates.flatMap(\.invariant), queries: parts.queries,
            arguments: parts.arguments, runs: parts.runs))
      }
    }
    _ = try write(EvidenceFile.text(manifest), to: CertificateManifest.name, as: .json)
  }

  private struct Parts {
    let files: CheckedFiles
    var queries: [CertificateManifest.Query] = []
    var runs: [CertificateManifest.Run] = []
    var arguments: [CertificateManifest.Argument] = []

    mutating func add(_ kind: PropertyEvidence.Argument.Kind, _ text: String) {
      arguments.append(
        .init(kind, text))
    }
  }

  private func write(
    _ property: PropertyResult, _ parts: inout Parts, _ counts: inout [String: Int]
  ) throws {
    func next(_ end: String) -> String {
      counts[property.name + end, default: 0] += 1
      return "\(property.name)-\(counts[property.name + end] ?? 0)\(end)"
    }
    let induction = property.certificates.flatMap(\.queries).map {
      PropertyEvidence.Query(script: $0, isSatisfiable: false)
    }
    for query in (property.evidence?.queries ?? []) + induction {
      let name = next(".smt2")
      let sha256 = try write(query.script, to: name, as: .plain)
      parts.queries.append(
        .init(file: name, sha256: sha256, expected: query.isSatisfiable ? "sat" : "unsat"))
    }
    for argument in property.evidence?.arguments ?? [] { parts.add(argument.kind, argument.text) }
    var hidden = 0
    for violation in property.violations + [property.witness].compactMap(\.self)
    where !violation.isOnlyNamed && violation.isARun {
      guard let run = violation.recorded else {
        hidden += 1
        continue
      }
      let name = next(".run.json")
      let text = EvidenceFile.text(CounterexampleFile(run, of: violation, in: parts.files))
      parts.runs.append(.init(file: name, sha256: try write(text, to: name, as: .json)))
    }
    if hidden > 0 {
      parts.add(
        .withheld, "\(hidden) runs need a value that is marked sensitive, and are not written")
    }
  }

  /// Writes a file, and returns its digest.
  private func write(
    _ text: String, to name: String, as notation: Console.Notation
  ) throws -> String {
    let file = try terminal.prepareFile(folder + "/" + name)
    try terminal.write(text, as: notation, to: file)
    return Digest(of: Console.bytes(of: text, as: notation)).value
  }
}

extension Violation {
  /// Whether it has a run. A goal that no run reaches has none.
  fileprivate var isARun: Bool { recorded != nil || !trace.isEmpty || !bindings.isEmpty }
}
