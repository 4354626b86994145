/// The value of an expression while the moment and the unknowns are left open.
public indirect enum Symbol: Sendable {
  /// A known value.
  case value(Value)
  /// A list or a map of the input, read lazily; parts of it may be unknown.
  case structure(any Structure)
  /// A value-sorted term: an unknown, or something computed from unknowns.
  case term(Term)
  /// A condition over the moment or over unknowns.
  case condition(Term)
  /// One of several symbols; exactly one of the conditions holds at any moment.
  case choice([Alternative])
  /// A list whose elements are expressions.
  case list([Symbol])
  /// A value only where the condition holds; elsewhere no value, for the given reason.
  case partial(Term, Symbol, Gap)
  /// No value, with the reason.
  case none(Gap)

  /// A guarded alternative.
  public struct Alternative: Sendable {
    public let condition: Term
    public let symbol: Symbol

    /// Makes an alternative.
    public init(_ condition: Term, _ symbol: Symbol) {
      self.condition = condition
      self.symbol = symbol
    }
  }

  /// The absent value.
  public static let null = Symbol.value(.null)

  /// A known Boolean.
  public static func truth(_ value: Bool) -> Symbol { .value(.bool(value)) }
}

/// A list or a map of the input, read lazily; parts may be unknown.
public protocol Structure: Sendable {
  /// Whether it is a list; a map otherwise.
  var isList: Bool { get }
  /// Whether nothing in it is unknown.
  var isKnown: Bool { get }
  /// The value; `nil` unless `isKnown`. Members that are null are left out.
  var value: Value? { get }
  /// The member of a map: `null` where the map has no such member, and for a list.
  func member(_ name: Text, in store: TermStore) -> Symbol
  /// The members of a map that are not known to be null.
  func members(in store: TermStore) -> [(name: Text, symbol: Symbol)]
  /// The elements of a list; empty for a map.
  func elements(in store: TermStore) -> [Symbol]
}

/// The parts of a value that must never be printed.
public indirect enum Mask: Hashable, Sendable {
  case none
  case all
  case map([Text: Mask])
  case list([Mask])

  /// The mask of a member.
  public subscript(member: Text) -> Mask {
    switch self {
    case .map(let members): members[member] ?? .none
    case .all: .all
    case .none: .none
    // The mask has not the shape of its value, so it hides all of it.
    case .list: hidesAnything ? .all : .none
    }
  }

  /// The mask of an element.
  public subscript(element index: Int) -> Mask {
    switch self {
    case .list(let masks) where masks.indices.contains(index): masks[index]
    case .all: .all
    case .none: .none
    // The mask has not the shape of its value, so it hides all of it.
    case .list, .map: hidesAnything ? .all : .none
    }
  }

  /// The mask that hides what either hides.
  public func union(_ other: Mask) -> Mask {
    switch (self, other) {
    case (.all, _), (_, .all): return .all
    case (.none, let mask), (let mask, .none): return mask
    case (.map(let a), .map(let b)): return .map(a.merging(b) { $0.union($1) })
    case (.list(let a), .list(let b)):
      return .list(
        (0..<max(a.count, b.count)).map { index in
          let first = a.indices.contains(index) ? a[index] : .none
          return first.union(b.indices.contains(index) ? b[index] : .none)
        })
    // The sides have different shapes, so what is secret in one cannot be found in the other.
    case (.map, .list), (.list, .map): return .all
    }
  }

  /// The mask that hides the parts in which two values differ.
  ///
  /// The recursion follows the values, whose depth their readers limit.
  public init(hidingDifferencesOf first: Value, and second: Value) {
    switch (first, second) {
    case _ where first == second: self = .none
    case (.map(let a), .map(let b)) where Set(a.keys) == Set(b.keys):
      self = .map(
        a.reduce(into: [:]) { masks, member in
          let mask = Mask(hidingDifferencesOf: member.value, and: b[member.key] ?? .null)
          if mask != .none { masks[member.key] = mask }
        })
    case (.list(let a), .list(let b)) where a.count == b.count:
      self = .list(zip(a, b).map { Mask(hidingDifferencesOf: $0, and: $1) })
    default: self = .all
    }
  }

  /// Whether any part is masked.
  public var hidesAnything: Bool {
    switch self {
    case .none: false
    case .all: true
    case .map(let members): members.values.contains(where: \.hidesAnything)
    case .list(let masks): masks.contains(where: \.hidesAnything)
    }
  }

  /// The value with masked parts shown as `(sensitive)`.
  public func print(_ value: Value) -> String {
    switch (self, value) {
    case (.none, _): return value.description
    case (.map, .map(let members)):
      return "{"
        + members.sorted { $0.key < $1.key }.map {
          Value.quoted($0.key.string) + ": " + self[$0.key].print($0.value)
        }.joined(separator: ", ") + "}"
    case (.list, .list(let elements)):
      return "["
        + elements.enumerated().map { self[element: $0.offset].print($0.element) }
        .joined(separator: ", ") + "]"
    default: return hidesAnything ? Mask.hidden : value.description
    }
  }

  /// The text printed in place of a masked value.
  public static let hidden = "(sensitive)"
}
