import ProvisoKernel
import ProvisoSyntax

/// The state of one `load` or `loadAll`.
struct LoadingSession {
  let vocabularies: [VocabularySchema]
  let given: GivenValues
  let fileExtension: FileExtension?
  let read: SpecLoader.Reader
  var sources = SourceSet()
  var values = ValueUse()
  var diagnostics: [Diagnostic] = []
  private(set) var files: [SyntaxFile] = []
  /// For each file, the files that it uses, with the spans of the paths after `use`.
  private var uses: [[(file: Int, span: Span, path: String)]] = []
  private var indices: [String: Int] = [:]
  /// The files with a `use` that could not be read, which is already reported.
  private var incomplete: Set<Int> = []
  /// The files with the options of commands.
  private var commandFiles = CommandFiles()
  /// The files whose properties are checked.
  private var roots: Set<Int> = [0]
  /// Whether the file is loaded because another world refines it. What it refines itself then says
  /// nothing.
  var isRefined = false

  init(
    vocabularies: [VocabularySchema], given: GivenValues, extending fileExtension: FileExtension?,
    read: @escaping SpecLoader.Reader
  ) {
    self.vocabularies = vocabularies
    self.given = given
    self.fileExtension = fileExtension
    self.read = read
  }

  mutating func load(path: String, text: [UInt8]) -> Spec? {
    parse(path: path, bytes: text)
    indices[RelativePath.normalized(path)] = 0
    // The list grows while the loop runs.
    var next = 0
    while next < files.count {
      findUses(of: next)
      next += 1
    }
    let (order, cycles) = DependencyOrder.of(uses.map { $0.map(\.file) })
    for cycle in cycles { report(cycle: cycle) }
    guard cycles.isEmpty else { return nil }
    if isOfWorld { return checkWorld(order) }
    var declared: [[String: Declaration]] = Array(repeating: [:], count: files.count)
    var spec: Spec?
    for file in order {
      guard let checked = check(file, declared: declared) else { continue }
      declared[file] = checked.declared
      if file == 0 { spec = checked.spec }
    }
    return diagnostics.contains { $0.level == .error } ? nil : spec
  }

  mutating func loadAll(_ texts: [(path: String, text: [UInt8])]) -> [Spec]? {
    var wanted: [Int] = []
    var next = 0
    for (path, text) in texts {
      let name = RelativePath.normalized(path)
      if let known = indices[name] {
        wanted.append(known)
      } else {
        indices[name] = files.count
        wanted.append(files.count)
        parse(path: path, bytes: text)
      }
      while next < files.count {
        findUses(of: next)
        next += 1
      }
    }
    let (order, cycles) = DependencyOrder.of(uses.map { $0.map(\.file) })
    guard cycles.isEmpty, !files.contains(where: \.isWorld) else { return nil }
    roots = Set(wanted)
    var declared: [[String: Declaration]] = Array(repeating: [:], count: files.count)
    var specs: [Int: Spec] = [:]
    for file in order {
      guard let checked = check(file, declared: declared) else { return nil }
      declared[file] = checked.declared
      specs[file] = checked.spec
    }
    guard !diagnostics.contains(where: { $0.level == .error }) else { return nil }
    let found = wanted.compactMap { specs[$0] }
    return found.count == wanted.count ? found : nil
  }

  /// - Parameter isExtension: whether the file extends another, so that no file extends it.
  private mutating func parse(path: String, bytes: [UInt8], isExtension: Bool = false) {
    guard bytes.count <= SpecLoader.largestFile else {
      let file = sources.add(path: path, bytes: [])
      diagnostics.append(
        Diagnostic(
          .fileTooLarge, at: Span(file: file, start: 0, end: 0),
          "the file has \(bytes.count) bytes, but the limit is \(SpecLoader.largestFile)"))
      files.append(SyntaxFile())
      uses.append([])
      return
    }
    let file = sources.add(path: path, bytes: bytes)
    let (found, mistake) = MarkdownRules.rules(in: bytes, path: path, file: file)
    if let mistake { diagnostics.append(mistake) }
    guard let rules = found else {
      files.append(SyntaxFile())
      uses.append([])
      return
    }
    let (syntax, mistakes) = SyntaxFile.parse(
      rules, file: file,
      exampleVocabulary: vocabularies.count == 1
        ? vocabularies[0].name : SyntaxFile.exampleVocabulary)
    files.append(syntax)
    uses.append([])
    diagnostics += mistakes
    reportTestsWithoutPlan(syntax)
    if let fileExtension, !isExtension, path == fileExtension.extended {
      extend(file, by: fileExtension)
    }
  }

  /// Adds the items of the file that extends another. They replace items of the same names.
  private mutating func extend(_ file: Int, by other: FileExtension) {
    parse(path: other.path, bytes: other.bytes, isExtension: true)
    let index = files.count - 1
    let (extended, found) = files[file].extended(by: files[index])
    if let vocabulary = files[index].header?.vocabulary, let own = files[file].header?.vocabulary,
      vocabulary.text != own.text
    {
      diagnostics.append(
        Diagnostic(
          .otherVocabulary, at: vocabulary.span,
          "this file is for `\(vocabulary.text)`, but the file that it extends is for `\(own.text)`",
          fix: .init("write `\(own.text)`", replace: vocabulary.span, with: own.text)))
    }
    diagnostics += found
    files[file] = extended
    // Its items are checked as items of the other file.
    files[index] = SyntaxFile()
  }

  /// Reports the tests that name no plan. A test in a world, or in a spec for a world, needs none: it
  /// checks the world itself. If the header could not be read, the file counts as a spec for a
  /// vocabulary.
  private mutating func reportTestsWithoutPlan(_ file: SyntaxFile) {
    guard !file.isWorld else { return }
    if let header = file.header,
      !vocabularies.contains(where: { $0.name == header.vocabulary.text })
    {
      return
    }
    for case .test(let test) in file.items where test.plan == nil {
      diagnostics.append(
        Diagnostic(
          .testLacksPart, at: test.span, "a test needs a plan",
          fix: .init("add its path from this file, as in `plan \"fixtures/plan.json\"`")))
    }
  }

  private mutating func findUses(of user: Int) {
    diagnostics += commandFiles.add(
      namedIn: files[user], at: sources.files[user].path, read: read)
    var seen: Set<Int> = []
    for case .use(let path, let span) in files[user].items {
      guard let resolved = RelativePath.resolve(path, from: sources.files[user].path) else {
        diagnostics.append(
          Diagnostic(
            .pathNotRelative, at: span,
            "a `use` takes a path that is relative to this file, as in `\"../naming.proviso\"`"))
        incomplete.insert(user)
        continue
      }
      if let known = indices[resolved] {
        if seen.insert(known).inserted { uses[user].append((known, span, path)) }
        continue
      }
      guard files.count < SpecLoader.maximumFileCount else {
        diagnostics.append(
          Diagnostic(
            .tooLarge, at: span,
            "this spec uses too many files: the limit is \(SpecLoader.maximumFileCount), including itself"
          ))
        incomplete.insert(user)
        return
      }
      do throws(SourceReadError) {
        let bytes = try read(resolved)
        indices[resolved] = files.count
        seen.insert(files.count)
        uses[user].append((files.count, span, path))
        parse(path: resolved, bytes: bytes)
      } catch {
        diagnostics.append(
          Diagnostic(.fileNotFound, at: span, "`\(resolved)` cannot be read: \(error.reason)"))
        incomplete.insert(user)
      }
    }
  }

  private mutating func report(cycle: [Int]) {
    guard let first = cycle.first, let last = cycle.last,
      let use = uses[last].first(where: { $0.file == first })
    else { return }
    let path = (cycle + [first]).map { "`\(sources.files[$0].path)`" }.joined(separator: " → ")
    diagnostics.append(
      Diagnostic(
        .circularUse, at: use.span,
        cycle.count == 1 ? "a file cannot use itself" : "these files use each other: \(path)"))
  }

  private mutating func check(_ file: Int, declared: [[String: Declaration]])
    -> (declared: [String: Declaration], spec: Spec?)?
  {
    // Without a valid header, which is already reported, the vocabulary is unknown.
    guard let header = files[file].header, let vocabulary = vocabulary(header.vocabulary) else {
      return nil
    }
    var checker = FileChecker(
      file: files[file], vocabulary: vocabulary, given: given, bytes: bytes)
    checker.checker.isIncomplete = incomplete.contains(file) || files[file].hasBrokenUse
    for use in uses[file] {
      if files[use.file].header == nil { checker.checker.isIncomplete = true }
      if let other = files[use.file].header?.vocabulary, other.text != header.vocabulary.text {
        diagnostics.append(
          Diagnostic(
            .otherVocabulary, at: use.span,
            "`\(use.path)` is for `\(other.text)`, but this file is for `\(header.vocabulary.text)`",
            labels: [.init(other.span, "declared here")]))
        checker.checker.isIncomplete = true
        continue
      }
      checker.use(declared[use.file], at: use.span, path: use.path)
    }
    checker.checkDeclarations()
    var spec: Spec?
    if roots.contains(file) {
      spec = checker.checkSpec(name: header.name.text, path: sources.files[file].path) {
        sources.location(of: $0)
      }
      let isClean =
        !(diagnostics + checker.checker.diagnostics).contains { $0.level == .error }
      // A spec must never lack a part without an error.
      if isClean, spec == nil {
        checker.checker.report(
          .notChecked, at: header.name.span, "a part of this spec could not be checked")
      }
      if isClean { checker.warnOfUnused(root: file) }
    }
    diagnostics += checker.checker.diagnostics
    values.formUnion(checker.usedValues)
    return (checker.declared, spec)
  }

  /// The bytes of the files read so far, by the index of the file.
  private var bytes: (Int) -> [UInt8] {
    let sources = sources
    return { sources.files.indices.contains($0) ? sources.files[$0].bytes : [] }
  }

  // MARK: Worlds

  /// Whether the loaded file is a world, or a spec for a world that it uses.
  private var isOfWorld: Bool {
    guard let root = files.first, let header = root.header else { return false }
    if root.isWorld { return true }
    if vocabularies.contains(where: { $0.name == header.vocabulary.text }) { return false }
    return files.contains { $0.isWorld && $0.header?.name.text == header.vocabulary.text }
  }

  /// Checks a world, or a spec for a world. The declarations of all files are checked as one file. The
  /// properties are only those of the loaded file.
  private mutating func checkWorld(_ order: [Int]) -> Spec? {
    guard let header = files[0].header else { return nil }
    var whole = SyntaxFile()
    whole.documentation = files[0].documentation
    var isIncomplete = !incomplete.isEmpty
    for file in order {
      guard let other = files[file].header else {
        isIncomplete = true
        continue
      }
      if !files[file].isWorld, vocabularies.contains(where: { $0.name == other.vocabulary.text }) {
        let use = uses.lazy.joined().first { $0.file == file }
        diagnostics.append(
          Diagnostic(
            .otherVocabulary, at: use?.span ?? other.vocabulary.span,
            "this file is for `\(other.vocabulary.text)`, but the file that uses it is about the world `\(header.vocabulary.text)`",
            labels: [.init(other.vocabulary.span, "declared here")]))
        isIncomplete = true
        continue
      }
      whole.brokenNames += files[file].brokenNames
      whole.rewritings.merge(files[file].rewritings) { first, _ in first }
      isIncomplete = isIncomplete || files[file].hasBrokenUse
      whole.items += files[file].items.filter { item in
        switch item {
        case .constant, .outside, .table, .define, .world: true
        default: file == 0
        }
      }
    }
    if isRefined { whole.items.removeAll(where: \.isRefinement) }
    let items = whole.items.compactMap { if case .world(let item) = $0 { item } else { nil } }
    var checker = FileChecker(
      file: whole, vocabulary: WorldChecker.namesOnly(header.vocabulary.text, items), given: given,
      bytes: bytes)
    checker.checker.isIncomplete = isIncomplete
    let sources = sources
    var world = WorldChecker(name: header.vocabulary.text, items: items) { sources.text(of: $0) }
    world.declare(in: &checker)
    checker.checkDeclarations()
    var model = world.model(in: &checker)
    model.commands.files = commandFiles.files
    let refined = loadRefined(by: whole)
    checker.refined = FileChecker.RefinedWorlds(specs: refined.specs, own: model)
    let spec = checker.checkSpec(
      name: header.name.text, path: sources.files[0].path, world: model
    ) { sources.location(of: $0) }
    let isClean = !(diagnostics + checker.checker.diagnostics).contains { $0.level == .error }
    if isClean, spec == nil {
      checker.checker.report(
        .notChecked, at: header.name.span, "a part of this world could not be checked")
    }
    if isClean { checker.warnOfUnused(root: 0) }
    diagnostics += checker.checker.diagnostics
    values.formUnion(checker.usedValues)
    // The files are part of what was read, and no span points into them.
    for file in refined.files { _ = self.sources.add(path: file.path, bytes: file.bytes) }
    return diagnostics.contains { $0.level == .error } ? nil : spec
  }

  private mutating func vocabulary(_ name: Name) -> VocabularySchema? {
    if let found = vocabularies.first(where: { $0.name == name.text }) { return found }
    let known = vocabularies.map(\.name)
    let meant =
      Suggestion.nearest(to: name.text, among: known)
      ?? (Self.clouds.contains(name.text.lowercased()) ? SyntaxFile.exampleVocabulary : nil)
      ?? (known.count == 1 ? known.first : nil)
    let list = known.map { "`\($0)`" }.listed("or")
    let fix: Diagnostic.Fix? =
      if let world = fileOfWorld(name) {
        .init(
          "add the line `use \(Value.quoted(world))`",
          replace: Span(file: name.span.file, start: name.span.end, end: name.span.end),
          with: "\n\nuse \(Value.quoted(world))")
      } else {
        meant.map { .init("write `\($0)`", replace: name.span, with: $0) }
          ?? .init(
            "if `\(name.text)` is a world, name its file, as in `use \"\(name.text).proviso\"`")
      }
    diagnostics.append(
      Diagnostic(
        .unknownVocabulary, at: name.span,
        "there is no vocabulary `\(name.text)`; a spec is for \(list), or for a world whose file it `use`s",
        fix: fix))
    return nil
  }

  /// Names of clouds and tools whose plans are those of Terraform.
  private static let clouds: Set<String> = [
    "aws", "azure", "gcp", "google", "tf", "tofu", "hcl", "infrastructure", "cloud",
    "kubernetes", "plan", "plans", "resources",
  ]

  /// The file beside a spec that has the name of the world that the spec is for.
  private func fileOfWorld(_ name: Name) -> String? {
    let user = sources.files[name.span.file].path
    let path = name.text + ".proviso"
    guard files.indices.contains(name.span.file),
      let resolved = RelativePath.resolve(path, from: user), resolved != user,
      let bytes = try? read(resolved), bytes.count <= SpecLoader.largestFile,
      SyntaxFile.parse(bytes, file: 0).syntax.isWorld
    else { return nil }
    return path
  }

  /// The diagnostics in the order of the source, without duplicates and within the limit.
  func finishedDiagnostics() -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    let ordered = diagnostics.enumerated().sorted {
      ($0.element.span.file, $0.element.span.start, $0.offset)
        < ($1.element.span.file, $1.element.span.start, $1.offset)
    }.map(\.element).filter { seen.insert($0).inserted }
    guard ordered.count > SpecLoader.maximumDiagnosticCount else { return ordered }
    // The first errors are more useful than the warnings before them.
    let errors = ordered.filter { $0.level == .error }
    let kept = Array((errors.isEmpty ? ordered : errors).prefix(SpecLoader.maximumDiagnosticCount))
    guard let last = kept.last, !errors.isEmpty, errors.count > kept.count else { return kept }
    return kept + [
      Diagnostic(
        .tooMany, at: last.span,
        "there are \(errors.count - kept.count) more mistakes; at most \(kept.count) are listed")
    ]
  }
}

/// Resolves paths from one file to another.
package enum RelativePath {
  /// The prefix of the path of every built-in file.
  package static let builtIn = "proviso:"

  /// Resolves a path that a file names.
  ///
  /// - Parameters:
  ///   - path: the path as it is written.
  ///   - user: the path of the file that names it.
  /// - Returns: the resolved path; `nil` if `path` is neither relative nor the path of a built-in file.
  static func resolve(_ path: String, from user: String) -> String? {
    for name in [path, builtIn + path] where name.hasPrefix(builtIn) {
      guard path.hasPrefix(builtIn) || user.hasPrefix(builtIn) else { continue }
      let file = name.dropFirst(builtIn.count)
      return file.isEmpty || file.contains("/") || file.contains("\0") ? nil : name
    }
    guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\0"), !path.contains("://") else {
      return nil
    }
    let folder = user.lastIndex(of: "/").map { String(user[...$0]) } ?? ""
    return normalized(folder + path)
  }

  /// The path without `.`, without empty parts, and without each pair of a part and the `..` after it.
  package static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.parts(separatedBy: "/", omittingEmpty: true) {
      if part == "." { continue }
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
