import ProvisoAgent
import ProvisoInput
import ProvisoWorlds

/// A session in a compact form, so that a process that decides about one call need not read all earlier
/// ones again.
///
/// The summary has a few bytes for each call that counts: its row in the log, its outcome, when it ended,
/// and its part (``SessionParts``). The calls that a decision is about are read from the log again. It is made by
/// the same steps as the session itself, so a summary and the log after it lead to the session that the
/// whole log leads to. It fits only the rules and the program that it was made with.
extension GateCore {
  private static let format = 2

  /// The summary of the session; `nil` if the session has state that no summary holds: a plan that it
  /// follows, the origins of values, or calls that are in no log.
  package var summary: [UInt8]? {
    guard progress == nil, flow == nil else { return nil }
    var writer = SummaryWriter()
    writer.add(Self.format)
    return session.write(to: &writer) ? writer.bytes : nil
  }

  /// The gate with the session of a summary, made before the first call of a session.
  ///
  /// - Returns: `nil` if the bytes are no summary that fits the rules.
  package func restored(from summary: [UInt8]) -> GateCore? {
    var reader = SummaryReader(summary)
    var out = self
    guard progress == nil, flow == nil, isUnused, reader.integer() == Self.format,
      out.session.read(from: &reader), reader.isAtEnd
    else { return nil }
    return out
  }

  /// The rows of the log whose calls a decision on a call needs and the gate has not.
  package func rowsToLoad(for call: GateCall) -> [Int] {
    var session = session
    let reading = session.reading(of: call)
    return rules.isHarmless(reading) ? [] : session.rowsToLoad(for: reading)
  }

  /// Reads a call of the log again.
  ///
  /// - Returns: whether it is the call that the summary was made of.
  package mutating func load(_ call: GateCall, row: Int) -> Bool { session.load(call, row: row) }

  /// The text that all decisions of the gate depend on, apart from the program and the session; `nil` if that is
  /// not known.
  package func identity(of verifier: Verifier) -> [UInt8]? {
    guard let base, flow == nil, verifier.isPlain else { return nil }
    var writer = SummaryWriter()
    writer.add("\(verifier.today ?? AssemblyRules.currentDay)")
    writer.add(base)
    for file in files {
      writer.add(file.path)
      writer.add(file.bytes.count)
      writer.add(bytes: file.bytes)
    }
    return writer.bytes
  }
}

extension Verifier {
  /// Whether nothing but the files of its specs changes what is allowed.
  fileprivate var isPlain: Bool {
    conventions == nil && adjustments.rules.isEmpty && adjustments.conventions.isEmpty
      && adjustments.variables.isEmpty && selection == RuleSelection() && baseline.isEmpty
      && !isStrict && !countsPreexisting
  }
}

extension GateSession {
  /// The most calls of a session that a summary can have.
  private static let mostCalls = 1 << 40

  /// - Returns: whether the session can be written.
  fileprivate func write(to writer: inout SummaryWriter) -> Bool {
    writer.add(optional: base)
    writer.add(writesConfiguration ? 1 : 0)
    writer.add(parts == nil ? 0 : 1)
    var pieces: [Int] = []
    if let parts {
      writer.add(optional: parts.directory)
      pieces = parts.write(to: &writer)
    }
    writer.add([count, assumed.count])
    for (text, count) in assumed {
      writer.add(text)
      writer.add(count)
    }
    writer.add(entries.count)
    var (lastIndex, lastRow) = (-1, 0)
    for (index, entry) in entries.sorted(by: { $0.key < $1.key }) {
      guard let row = entry.row, row > lastRow else { return false }
      writer.add([
        index - lastIndex, row - lastRow, Self.flags(of: entry),
        entry.piece.map { pieces[$0] + 1 } ?? 0,
        entry.end.map { $0 - index + 1 } ?? 0,
      ])
      (lastIndex, lastRow) = (index, row)
    }
    return true
  }

  /// Reads a session into one that has no call yet.
  ///
  /// - Returns: whether it was one of the same rules.
  fileprivate mutating func read(from reader: inout SummaryReader) -> Bool {
    guard let base = reader.optionalText(), base == self.base,
      let isWritten = reader.integer(), isWritten <= 1, let hasParts = reader.integer(),
      hasParts <= 1
    else { return false }
    writesConfiguration = isWritten == 1
    if hasParts == 1 {
      guard let footprints, let directory = reader.optionalText() else { return false }
      var parts = SessionParts(footprints, in: directory)
      guard parts.read(from: &reader) else { return false }
      self.parts = parts
    }
    guard let count = reader.integer(), count <= Self.mostCalls, let texts = reader.integer() else {
      return false
    }
    (self.count, number) = (count, count)
    for _ in 0..<texts {
      guard let text = reader.text(), let count = reader.integer(), assumedIndices[text] == nil
      else { return false }
      assumedIndices[text] = assumed.count
      assumed.append((text, count))
    }
    guard let calls = reader.integer(), calls <= count else { return false }
    var (index, row) = (-1, 0)
    for _ in 0..<calls {
      guard let more = reader.integer(), more > 0, let rows = reader.integer(), rows > 0,
        more < count - index, case (let sum, let isTooLarge) = row.addingReportingOverflow(rows),
        !isTooLarge
      else { return false }
      (index, row) = (index + more, sum)
      guard readEntry(index, row: row, from: &reader) else { return false }
    }
    return true
  }

  private mutating func readEntry(
    _ index: Int, row: Int, from reader: inout SummaryReader
  ) -> Bool {
    guard let flags = reader.integer(), flags < 1 << 8, let piece = reader.integer(),
      let end = reader.integer(), end - 1 <= count - index
    else { return false }
    func has(_ bit: Int) -> Bool { flags >> bit & 1 == 1 }
    let outcome: GateOutcome?
    switch flags >> 6 {
    case 0: outcome = nil
    case 1: outcome = .succeeded
    case 2: outcome = .failed
    default: return false
    }
    guard (outcome == nil) == (end == 0) else { return false }
    entries[index] = Entry(
      row: row, isUnderstood: has(0), hasBackground: has(1), wasAsked: has(2),
      carriesPlan: has(3), isKept: has(4), isBounded: has(5), piece: piece == 0 ? nil : piece - 1,
      outcome: outcome, end: end == 0 ? nil : index + end - 1)
    rows[row] = index
    if outcome == nil { pending.append(index) }
    if has(4) { kept.append(index) }
    return piece == 0 || parts?.add(index, inPartOf: piece - 1) == true
  }

  private static func flags(of entry: Entry) -> Int {
    let bits = [
      entry.isUnderstood, entry.hasBackground, entry.wasAsked, entry.carriesPlan, entry.isKept,
      entry.isBounded,
    ]
    let outcome =
      switch entry.outcome {
      case nil: 0
      case .succeeded: 1
      case .failed, .refused: 2
      }
    return bits.enumerated().reduce(outcome << 6) { $0 | ($1.element ? 1 << $1.offset : 0) }
  }
}
