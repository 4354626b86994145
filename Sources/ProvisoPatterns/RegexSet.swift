/// A set of Unicode code points.
public struct RegexSet: Hashable, Sendable {
  /// The ranges of the set: disjoint, not adjacent, ascending.
  public private(set) var ranges: [ClosedRange<UInt32>] = []

  /// The empty set.
  public init() {}

  /// The set of some code points.
  public init(_ scalars: [Unicode.Scalar]) {
    self.init(ranges: scalars.map { $0.value...$0.value })
  }

  /// The union of ranges, in any order.
  public init(ranges: [ClosedRange<UInt32>]) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound <= last.upperBound &+ 1 {
        self.ranges[self.ranges.count - 1] =
          last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// Every code point.
  public static let all = RegexSet(ranges: [0...0x10FFFF])

  /// Whether the code point is in the set.
  public func contains(_ scalar: Unicode.Scalar) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar.value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(scalar.value)
  }

  /// Whether the set has all code points of the range, or none of them.
  public func hasAllOrNone(of range: ClosedRange<UInt32>) -> Bool {
    ranges.allSatisfy { !$0.overlaps(range) }
      || ranges.contains { $0.lowerBound <= range.lowerBound && $0.upperBound >= range.upperBound }
  }

  /// The code points that are not in the set.
  public var inverted: RegexSet {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
      next = range.upperBound &+ 1
    }
    if next <= 0x10FFFF { result.append(next...0x10FFFF) }
    return RegexSet(ranges: result)
  }

  /// Adds the code points of another set.
  public mutating func formUnion(_ other: RegexSet) {
    self = RegexSet(ranges: ranges + other.ranges)
  }

  /// The set with all code points that differ from its elements only in case (Unicode's simple
  /// folding).
  var caseFolded: RegexSet {
    var added: [ClosedRange<UInt32>] = []
    if let few = fewElements {
      // Most sets are a single letter; checking every orbit for each would be slow.
      for value in few {
        for scalar in CaseOrbits.byElement[value] ?? [] {
          added.append(scalar.value...scalar.value)
        }
      }
    } else {
      for orbit in CaseOrbits.all where orbit.contains(where: contains) {
        added += orbit.map { $0.value...$0.value }
      }
    }
    return RegexSet(ranges: ranges + added)
  }

  /// The elements if there are at most 64, otherwise `nil`.
  private var fewElements: [UInt32]? {
    var count = 0
    for range in ranges {
      count += range.count
      guard count <= 64 else { return nil }
    }
    return ranges.flatMap { Array($0) }
  }

  // MARK: Named sets

  private static func ascii(_ text: String) -> RegexSet { RegexSet(Array(text.unicodeScalars)) }

  private static func ranges(_ bounds: ClosedRange<Unicode.Scalar>...) -> RegexSet {
    RegexSet(ranges: bounds.map { $0.lowerBound.value...$0.upperBound.value })
  }

  /// Perl's classes, which RE2 limits to ASCII.
  static let perl: [Unicode.Scalar: RegexSet] = [
    "d": ranges("0"..."9"),
    "s": ascii("\t\n\u{0C}\r "),
    "w": ranges("0"..."9", "A"..."Z", "_"..."_", "a"..."z"),
  ]

  /// POSIX's classes, which RE2 limits to ASCII.
  static let posix: [String: RegexSet] = [
    "alnum": ranges("0"..."9", "A"..."Z", "a"..."z"),
    "alpha": ranges("A"..."Z", "a"..."z"),
    "ascii": ranges("\u{0}"..."\u{7F}"),
    "blank": ascii("\t "),
    "cntrl": ranges("\u{0}"..."\u{1F}", "\u{7F}"..."\u{7F}"),
    "digit": ranges("0"..."9"),
    "graph": ranges("!"..."~"),
    "lower": ranges("a"..."z"),
    "print": ranges(" "..."~"),
    "punct": ranges("!"..."/", ":"..."@", "["..."`", "{"..."~"),
    "space": ascii("\t\n\u{0B}\u{0C}\r "),
    "upper": ranges("A"..."Z"),
    "word": ranges("0"..."9", "A"..."Z", "_"..."_", "a"..."z"),
    "xdigit": ranges("0"..."9", "A"..."F", "a"..."f"),
  ]

  /// A general category of Unicode by its short name, a group of categories by its letter, or
  /// `Any`.
  static func unicode(_ name: String) -> RegexSet? {
    if name == "Any" { return .all }
    if let ranges = UnicodeCategories.ranges(of: name) { return RegexSet(ranges: ranges) }
    guard name.utf8.count == 1 else { return nil }
    let parts = UnicodeCategories.names.filter { $0.hasPrefix(name) }
    guard !parts.isEmpty else { return nil }
    return RegexSet(ranges: parts.flatMap { UnicodeCategories.ranges(of: $0) ?? [] })
  }
}

/// The sets of code points that differ only in case.
enum CaseOrbits {
  /// All sets of at least two code points (Unicode's simple case folding: the lower case of the
  /// upper case).
  static let all: [[Unicode.Scalar]] = {
    var orbits: [UInt32: [Unicode.Scalar]] = [:]
    // The blocks that contain the letters with case.
    let blocks: [ClosedRange<UInt32>] = [
      0x41...0x7A, 0xB5...0x587, 0x10A0...0x10FF, 0x13A0...0x13FD, 0x1C80...0x1CBF,
      0x1D79...0x1D8E, 0x1E00...0x1FFC, 0x2126...0x2188, 0x24B6...0x24E9, 0x2C00...0x2D2D,
      0xA640...0xA7FF, 0xAB53...0xABBF, 0xFF21...0xFF5A, 0x10400...0x105BC, 0x10C80...0x10CF2,
      0x10D50...0x10D85, 0x118A0...0x118DF, 0x16E40...0x16E7F, 0x1E900...0x1E943,
    ]
    for value in blocks.joined() {
      // The dotted capital I and the dotless small i fold to nothing else: they do so only in
      // Turkish.
      guard value != 0x130, value != 0x131, let scalar = Unicode.Scalar(value) else { continue }
      orbits[lower(upper(scalar)).value, default: []].append(scalar)
    }
    return orbits.values.filter { $0.count > 1 }.sorted {
      ($0.first?.value ?? 0) < ($1.first?.value ?? 0)
    }
  }()

  /// For each code point with another case, the set that contains it.
  static let byElement: [UInt32: [Unicode.Scalar]] = {
    var sets: [UInt32: [Unicode.Scalar]] = [:]
    for orbit in all {
      for scalar in orbit { sets[scalar.value] = orbit }
    }
    return sets
  }()

  private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    single(scalar.properties.uppercaseMapping) ?? scalar
  }

  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    single(scalar.properties.lowercaseMapping) ?? scalar
  }

  private static func single(_ text: String) -> Unicode.Scalar? {
    let scalars = text.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII digit.
  package var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  /// Whether the byte is an ASCII letter, a digit or `_`.
  var isWord: Bool {
    isDigit || self == UInt8(ascii: "_")
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }
}
