/// A value with parts that are unknown or must not be printed.
public indirect enum PartialValue: Sendable {
  case known(Value)
  /// Unknown, with the reason.
  case unknown(String)
  /// A value that takes part in the reasoning and is never printed.
  case sensitive(PartialValue)
  case list([PartialValue])
  /// Members by name; an absent member is null.
  case map([(name: Text, value: PartialValue)])

  /// The symbol for this value; an unknown part has no value.
  public var symbol: Symbol {
    switch self {
    case .known(let value): .value(value)
    case .unknown(let reason): .none(Gap(reason))
    case .sensitive(let inner): inner.symbol
    case .list(let parts): .list(parts.map(\.symbol))
    case .map(let members):
      .structure(PartialMap(parts: members.map { ($0.name, $0.value.symbol) }))
    }
  }

  /// The value, with a mask for the parts that must not be printed.
  ///
  /// - Parameter filler: the replacement for each unknown part.
  public func masked(filler: Value) -> MaskedValue {
    switch self {
    case .known(let value): return MaskedValue(value)
    case .unknown: return MaskedValue(filler)
    case .sensitive(let inner): return MaskedValue(inner.masked(filler: filler).value, .all)
    case .list(let parts):
      let masked = parts.map { $0.masked(filler: filler) }
      let isPlain = masked.allSatisfy { $0.mask == .none }
      return MaskedValue(.list(masked.map(\.value)), isPlain ? .none : .list(masked.map(\.mask)))
    case .map(let members):
      var values: [Text: Value] = [:]
      var masks: [Text: Mask] = [:]
      for (name, value) in members {
        let masked = value.masked(filler: filler)
        if !masked.value.isNull { values[name] = masked.value }
        if masked.mask != .none { masks[name] = masked.mask }
      }
      return MaskedValue(.map(values), masks.isEmpty ? .none : .map(masks))
    }
  }
}

/// A map of symbols, some of which may have no value.
public struct PartialMap: Structure {
  private let parts: [(name: Text, symbol: Symbol)]

  /// Makes a map; the names must be distinct.
  public init(parts: [(name: Text, symbol: Symbol)]) { self.parts = parts }

  public var isList: Bool { false }
  public var isKnown: Bool { false }
  public var value: Value? { nil }

  public func member(_ name: Text, in store: TermStore) -> Symbol {
    parts.first { $0.name == name }?.symbol ?? .null
  }

  public func members(in store: TermStore) -> [(name: Text, symbol: Symbol)] {
    parts.filter { if case .value(.null) = $0.symbol { false } else { true } }
  }

  public func elements(in store: TermStore) -> [Symbol] { [] }
}
