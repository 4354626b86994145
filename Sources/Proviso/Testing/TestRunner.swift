import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax
import ProvisoTerraform

/// Runs the `test` items of specs (WaiversAndTests, "test").
///
/// A test expects verdicts of properties of its own file. Other properties must have a name that
/// occurs in only one of the given files, or else in a built-in pack. The paths in a test are relative to its file. Waivers are
/// ignored: a waived violation is still a violation. The deadline of the verifier is that of all tests
/// together; a test that it leaves no time for is undecided.
public struct TestRunner: Sendable {
  /// Checks the plans.
  public var verifier: Verifier

  /// Makes a runner.
  public init(verifier: Verifier = Verifier()) { self.verifier = verifier }

  /// Runs every test of every spec at or below the paths.
  ///
  /// - Throws: `InputError` if there is no spec at the paths, or the specs have neither a test nor
  ///   a mistake.
  public func run(_ paths: [String]) throws(InputError) -> TestSuiteResult {
    let start = ContinuousClock.now
    let read = try verifier.readWithinBudget { (verifier) throws(InputError) in
      try ReadFiles(paths, by: verifier)
    }
    let files = read.files
    let given = read.given
    var diagnostics = read.diagnostics
    let isBroken = diagnostics.contains { $0.level == .error }
    guard isBroken || files.contains(where: { !$0.spec.tests.isEmpty }) else {
      throw InputError(
        "\(paths.joined(separator: ", ")): there is no `test` in "
          + (given == 1 ? "this spec" : "these \(given) specs"))
    }
    diagnostics += Waivers(files, today: verifier.today ?? AssemblyRules.currentDay).standing()
    var tested: Set<String> = []
    var tests: [TestResult] = []
    let names = files.map { file in
      Dictionary(
        file.spec.properties.enumerated().map { ($0.element.name, $0.offset) },
        uniquingKeysWith: { first, _ in first })
    }
    for (index, file) in files.enumerated() {
      for test in file.spec.tests {
        verifier.progress?(.property(test.title))
        tests.append(run(test, of: index, in: files, indices: names, since: start, tested: &tested))
      }
    }
    let untested = files.prefix(given).flatMap(\.spec.properties).filter {
      !tested.contains(Self.key($0))
    }.map { UntestedProperty(name: $0.name, location: ResultLocation($0.location)) }
    return TestSuiteResult(
      tests: tests, untested: untested, diagnostics: diagnostics,
      seconds: start.secondsUntilNow)
  }

  // MARK: One test

  /// - Parameter names: for each file, the index of the first property of each name.
  private func run(
    _ test: SpecTest, of index: Int, in files: [LoadedSpecs.CheckedFile],
    indices names: [[String: Int]], since first: ContinuousClock.Instant, tested: inout Set<String>
  ) -> TestResult {
    let start = ContinuousClock.now
    let own = files[index]
    let folder = own.spec.path.lastIndex(of: "/").map { String(own.spec.path[...$0]) } ?? ""
    func resolved(_ path: String) -> String {
      RelativePath.normalized(path.hasPrefix("/") ? path : folder + path)
    }
    var result = TestResult(
      title: test.title, location: ResultLocation(own.sources.location(of: test.span)),
      plan: test.plan.map(resolved) ?? own.spec.path)
    var wanted: [(expectation: Expectation, file: Int, property: Property)] = []
    for expectation in test.expectations {
      switch find(expectation, from: index, in: files, indices: names) {
      case .success(let (file, property)):
        tested.insert(Self.key(property))
        if let mistake = Self.mistake(expectation, property) {
          result.errors.append(ResultDiagnostic(mistake, in: own.sources).rendered)
        } else {
          wanted.append((expectation, file, property))
        }
      case .failure(let mistake):
        result.errors.append(ResultDiagnostic(mistake.diagnostic, in: own.sources).rendered)
      }
    }
    guard result.errors.isEmpty else { return result }
    guard test.plan != "-", test.graph != "-" else {
      result.errors = [
        "error: \(own.spec.path): a test cannot read standard input (`-`); expected a path"
      ]
      return result
    }
    func judge(
      _ wanted: (expectation: Expectation, file: Int, property: Property), _ found: PropertyResult,
      isCut: Bool
    ) {
      result.expectations.append(
        Judgement(
          expectation: wanted.expectation, property: wanted.property, result: found, isCut: isCut
        ).result(at: ResultLocation(own.sources.location(of: wanted.expectation.span))))
    }
    /// Reports a test that did not run to its end.
    func cut(_ reason: String) {
      for one in wanted {
        var open = PropertyResult(of: one.property)
        open.verdict = .undecided
        open.reason = reason
        judge(one, open, isCut: true)
      }
      result.seconds = start.secondsUntilNow
    }
    let left = verifier.deadline.map { $0 - (ContinuousClock.now - first) }
    if let reason = verifier.cancellation?.reason {
      cut(reason.description)
      return result
    }
    if let deadline = verifier.deadline, let left, left <= .zero {
      cut(Cancellation.Reason.deadline(seconds: deadline / .seconds(1)).description)
      return result
    }
    do throws(InputError) {
      let specs = LoadedSpecs(
        specs: files.enumerated().compactMap { at, file in
          let names = Set(wanted.filter { $0.file == at }.map(\.property.name))
          guard !names.isEmpty else { return nil }
          return LoadedSpecs.CheckedFile(
            spec: file.spec.keeping { names.contains($0.name) }, sources: file.sources,
            isBuiltIn: true)
        }, warnings: [])
      var verifier = verifier
      // A file that a test names lies in the project of its file, and no test runs a program.
      let scope = FileScope(of: own.spec.path, root: verifier.root)
      verifier.options.terraform.graph = test.graph.map(resolved)
      verifier.options.terraform.graphScope = scope
      verifier.options.terraform.consent = .never
      verifier.progress = nil
      verifier.deadline = left
      let plan = test.plan == nil ? nil : Input.path(result.plan, in: scope)
      let checked = try verifier.waitWithinBudget { (run) throws(InputError) in
        guard let plan else { return try run.explore(specs) }
        return try run.check(plan, against: specs)
      }
      let isCut =
        verifier.cancellation?.isCancelled == true
        || left.map { ContinuousClock.now - start >= $0 } == true
      for one in wanted {
        guard
          let found = checked.properties.first(where: {
            $0.name == one.property.name && $0.location == ResultLocation(one.property.location)
          })
        else { continue }
        judge(one, found, isCut: isCut)
      }
    } catch {
      guard error.remedy != .largerBudget else {
        cut(
          error.messages.map { $0.replacing("error: ", with: "", maxReplacements: 1) }
            .joined(separator: "; "))
        return result
      }
      result.errors = error.messages
    }
    result.seconds = start.secondsUntilNow
    return result
  }

  private struct Mistake: Error {
    let diagnostic: Diagnostic
  }

  /// The property that an expectation names: in its own file, or else in the only other file that
  /// has it.
  private func find(
    _ expectation: Expectation, from index: Int, in files: [LoadedSpecs.CheckedFile],
    indices names: [[String: Int]]
  ) -> Result<(Int, Property), Mistake> {
    func property(_ file: Int) -> Property? {
      names[file][expectation.property].map { files[file].spec.properties[$0] }
    }
    if let own = property(index) { return .success((index, own)) }
    let others = files.indices.compactMap { file in property(file).map { (file, $0) } }
    if let only = others.first, others.count == 1 { return .success(only) }
    let name = expectation.property
    guard others.isEmpty else {
      let locations = others.map { "\($0.1.location.path):\($0.1.location.line)" }
      return .failure(
        Mistake(
          diagnostic: Diagnostic(
            .unknownProperty, at: expectation.propertySpan,
            "`\(name)` is in several specs: \(locations.joined(separator: ", "))")))
    }
    return .failure(
      Mistake(
        diagnostic: Waivers.unknown(
          name, at: expectation.propertySpan,
          among: files.flatMap(\.spec.properties).map(\.name))))
  }

  private static func mistake(_ expectation: Expectation, _ property: Property) -> Diagnostic? {
    let binders = Waivers.binders(of: property)
    let given = expectation.objects.count
    guard given > 0 else { return nil }
    if binders.isEmpty {
      return Diagnostic(
        .wrongObjectCount, at: expectation.span,
        "`\(property.name)` has only one instance, so its expectation names no object",
        fix: .init("remove the `by`"))
    }
    guard given < binders.count || given % binders.count == 0 else {
      let names = binders.map { "`\($0.name)`" }.joined(separator: ", ")
      return Diagnostic(
        .wrongObjectCount, at: expectation.span,
        "an instance of `\(property.name)` has \(binders.count) objects, in order: \(names)")
    }
    return nil
  }

  private static func key(_ property: Property) -> String {
    "\(property.location.path):\(property.location.line):\(property.location.column)"
  }
}
