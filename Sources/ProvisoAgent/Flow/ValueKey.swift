/// A value in the one writing of its kind, so that two writings of the same value are equal.
struct ValueKey: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// A mail address, in small letters.
    case mail
    /// A web address without scheme, `www.` and the last slash; its host and port in small letters.
    case address
    /// A host.
    case host
    /// The number of a bank account, without spaces.
    case account
    /// A phone number with its country's code: digits only.
    case phone
    /// A phone number without one: digits only, without the first zero.
    case localPhone
    /// `2026-06-13`, or `--06-13` without a year.
    case date
    /// `09:30`.
    case time
    case number
    /// A number with a currency or another unit.
    case amount
    /// Words in small letters without the signs around them.
    case words
  }

  let kind: Kind
  let text: String

  /// Whether the value says where or to whom something goes.
  var isDestination: Bool {
    switch kind {
    case .mail, .address, .account, .phone, .localPhone: true
    case .host, .date, .time, .number, .amount, .words: false
    }
  }

  /// Whether the value is one of a scale, which occurs in many texts.
  var isQuantity: Bool { [.date, .time, .number, .amount].contains(kind) }
}

/// A value in a text: the words that it consists of.
struct FoundValue: Sendable {
  let keys: [ValueKey]
  /// The indices of the words.
  let words: Range<Int>
}
