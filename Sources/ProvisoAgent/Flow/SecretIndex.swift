import ProvisoKernel

/// The secrets in outputs, by their words and by their letters.
///
/// A secret is found as the same words, and one of ``shortest`` bytes and more also without regard to what
/// stands beside or between its letters and digits. A shorter one is found inside a word between letters
/// if it is of digits, and the other way round: elsewhere it occurs by chance.
struct SecretIndex: Sendable {
  /// The fewest bytes of a secret that is looked for inside of words.
  private static let shortest = 6

  struct Secret: Sendable {
    let text: String
    let words: [String]
    /// The call whose output has it.
    let call: Int
    /// Who may see it: an address, or `@` and a domain.
    let readers: [String]
    /// Its letters and digits.
    fileprivate let solid: [UInt8]
  }

  private var secrets: [Secret] = []
  private var byFirstWord: [String: [Int]] = [:]
  /// The secrets by the first bytes of their letters and digits.
  private var byStart: [UInt64: [Int]] = [:]
  private var seen: Set<String> = []

  var isEmpty: Bool { secrets.isEmpty }

  mutating func add(_ text: String, of call: Int, for readers: [String]) {
    let words = TextWords.of(text).map(\.key)
    // A Boolean or a single sign says nothing.
    guard let first = words.first, words.joined().utf8.count >= 3,
      seen.insert("\(readers.joined(separator: " ")) \(words.joined(separator: " "))").inserted
    else { return }
    let solid = Self.solid(text)
    byFirstWord[first, default: []].append(secrets.count)
    if solid.count >= Self.shortest {
      byStart[Self.start(of: solid[...]), default: []].append(secrets.count)
    }
    secrets.append(Secret(text: text, words: words, call: call, readers: readers, solid: solid))
  }

  /// The secrets that a text contains, each once.
  func found(in text: String) -> [Secret] {
    let words = TextWords.of(text).map(\.key)
    var found: Set<Int> = []
    for (index, word) in words.enumerated() {
      for run in [word[...]] + Self.runs(of: word) {
        for secret in byFirstWord[String(run)] ?? [] {
          let isWhole =
            run.count == word.count && words[index...].starts(with: secrets[secret].words)
          if isWhole || secrets[secret].words == [String(run)] { found.insert(secret) }
        }
      }
    }
    let solid = Self.solid(text)
    for start in solid.indices.dropLast(Self.shortest - 1) where !byStart.isEmpty {
      for secret in byStart[Self.start(of: solid[start...])] ?? []
      where solid[start...].starts(with: secrets[secret].solid) {
        found.insert(secret)
      }
    }
    return found.sorted().map { secrets[$0] }
  }

  /// The letters and digits of a text, in small letters.
  private static func solid(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    for scalar in text.lowercased().unicodeScalars
    where scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
      out += Array(String(scalar).utf8)
    }
    return out
  }

  private static func start(of bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.prefix(shortest).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The longest parts of a word that consist of digits, and those of other characters.
  private static func runs(of word: String) -> [Substring] {
    var runs: [Substring] = []
    var rest = word[...]
    while let first = rest.first {
      let run = rest.prefix { $0.isNumber == first.isNumber && $0.isLetter == first.isLetter }
      runs.append(run)
      rest = rest.dropFirst(run.count)
    }
    return runs.count > 1 ? runs : []
  }

  /// Whether the reader at a sink may see a secret.
  static func may(_ reader: FlowValue, see secret: Secret) -> Bool {
    secret.readers.contains { allowed in
      if allowed.hasPrefix("@") {
        let domain = allowed.dropFirst().lowercased()
        return reader.keys.contains {
          $0.kind == .mail && $0.text.hasSuffix("@" + domain)
            || $0.kind == .host && ($0.text == domain || $0.text.hasSuffix("." + domain))
        }
      }
      let named = FlowValue.parts(of: OutputField(path: [], text: allowed))
      return named.count == 1
        && (!Set(named[0].lookups).isDisjoint(with: reader.lookups)
          || named[0].keys.isEmpty && reader.keys.isEmpty && named[0].words == reader.words)
    }
  }
}
