import ProvisoKernel

/// Finds the values of a kind in words: addresses, accounts, phone numbers, dates, times, numbers.
///
/// A word belongs to at most one value, so the 13 of "June 13" is a part of a date and no number.
struct ValueScanner {
  let words: [TextWord]

  static func values(in words: [TextWord]) -> [FoundValue] {
    let scanner = ValueScanner(words: words)
    var found: [FoundValue] = []
    var index = 0
    while index < words.count {
      if let value = scanner.value(at: index) {
        found.append(value)
        index = value.words.upperBound
      } else {
        index += 1
      }
    }
    return found
  }

  private func value(at index: Int) -> FoundValue? {
    let word = words[index]
    guard let first = word.text.utf8.first else { return nil }
    if let key = Self.mail(word) { return one(index, [key]) }
    if let found = account(at: index) ?? date(at: index) { return found }
    if first.isDigit || first == 0x2B {
      return time(at: index) ?? phone(at: index) ?? address(at: index) ?? number(at: index)
    }
    return address(at: index)
  }

  private func one(_ index: Int, _ keys: [ValueKey]) -> FoundValue {
    FoundValue(keys: keys, words: index..<index + 1)
  }

  // MARK: Addresses

  private static func mail(_ word: TextWord) -> ValueKey? {
    var key = word.key[...]
    if key.hasPrefix("mailto:") { key = key.dropFirst(7) }
    guard let at = key.lastIndex(of: "@"), at > key.startIndex, !key.contains("/") else {
      return nil
    }
    let host = key[key.index(after: at)...]
    guard host.contains("."), !host.hasPrefix(".") else { return nil }
    return ValueKey(kind: .mail, text: String(key))
  }

  private func address(at index: Int) -> FoundValue? {
    Self.address(words[index].text).map { one(index, $0) }
  }

  /// The keys of a web address: the address, and its host.
  static func address(_ text: String) -> [ValueKey]? {
    // A mark behind a sign hides the sign here, but not from a client: it would go to another host.
    guard !text.hasOtherSpelling else { return nil }
    var rest = text[...]
    var isCertain = false
    for scheme in ["https://", "http://", "ftp://", "ws://", "wss://"]
    where rest.utf8.count > scheme.utf8.count && rest.lowercased().hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count)
      isCertain = true
      break
    }
    if rest.lowercased().hasPrefix("www.") {
      rest = rest.dropFirst(4)
      isCertain = true
    }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    var host = rest[..<end].lowercased()
    let path = rest[end...]
    if let at = host.lastIndex(of: "@") { host = String(host[host.index(after: at)...]) }
    let name = host.prefix { $0 != ":" }
    guard isCertain && !name.isEmpty || isHost(name) else { return nil }
    return [
      ValueKey(kind: .address, text: host + path), ValueKey(kind: .host, text: String(name)),
    ]
  }

  private static func isHost(_ name: Substring) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 1, let last = labels.last else { return false }
    let areLabels = labels.allSatisfy { label in
      !label.isEmpty && label.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == 0x2D }
    }
    guard areLabels else { return false }
    let isNumeric = labels.count == 4 && labels.allSatisfy { UInt8($0) != nil }
    return isNumeric || last.utf8.count >= 2 && last.utf8.allSatisfy(\.isLetter)
  }

  // MARK: Accounts and phones

  /// The number of a bank account (ISO 13616), in one word or in groups.
  private func account(at index: Int) -> FoundValue? {
    let first = Array(words[index].text.utf8)
    guard first.count >= 4, Self.isCapital(first[0]), Self.isCapital(first[1]), first[2].isDigit,
      first[3].isDigit, first.allSatisfy({ Self.isCapital($0) || $0.isDigit || $0 == 0x2D })
    else { return nil }
    var digits = first.filter { $0 != 0x2D }
    if digits.count >= 15 {
      return digits.count <= 34 ? one(index, [Self.account(digits)]) : nil
    }
    guard digits.count == 4, words[index].after.isEmpty else { return nil }
    var end = index + 1
    var valid: (digits: [UInt8], end: Int)?
    var lastIsShort = false
    while end < words.count, digits.count < 34, !lastIsShort {
      let group = Array(words[end].text.utf8)
      guard (1...4).contains(group.count), words[end].before.isEmpty,
        group.allSatisfy({ Self.isCapital($0) || $0.isDigit })
      else { break }
      digits += group
      lastIsShort = group.count < 4
      end += 1
      if digits.count >= 15, Self.hasChecksum(digits) { valid = (digits, end) }
      if !words[end - 1].after.isEmpty { break }
    }
    if let valid { (digits, end) = valid }
    guard digits.count >= 15 else { return nil }
    return FoundValue(keys: [Self.account(digits)], words: index..<end)
  }

  private static func account(_ digits: [UInt8]) -> ValueKey {
    ValueKey(kind: .account, text: String(decoding: digits, as: UTF8.self))
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

  private static func hasChecksum(_ digits: [UInt8]) -> Bool {
    var rest = 0
    for byte in digits.dropFirst(4) + digits.prefix(4) {
      rest =
        byte.isDigit ? (rest * 10 + Int(byte - 0x30)) % 97 : (rest * 100 + Int(byte) - 55) % 97
    }
    return rest == 1
  }

  private func phone(at index: Int) -> FoundValue? {
    let first = words[index]
    let isInternational = first.before.hasSuffix("+") || first.text.hasPrefix("00")
    let isNational =
      first.text.hasPrefix("0") || first.before.hasSuffix("(") && first.after.hasPrefix(")")
    guard isInternational || isNational else { return nil }
    var digits: [UInt8] = []
    var end = index
    while end < words.count, digits.count < 16 {
      let text = words[end].text.utf8
      guard text.allSatisfy({ $0.isDigit || [0x2D, 0x2E, 0x2F].contains($0) }),
        end == index || words[end].before.allSatisfy({ "(+-/".contains($0) })
      else { break }
      digits += text.filter(\.isDigit)
      end += 1
      let after = words[end - 1].after
      if after.contains(where: { ".,;:!?\"'".contains($0) }) { break }
    }
    if digits.starts(with: "00".utf8) { digits.removeFirst(2) }
    guard (7...15).contains(digits.count) else { return nil }
    let text = String(decoding: digits, as: UTF8.self)
    let key =
      isInternational
      ? ValueKey(kind: .phone, text: text)
      : ValueKey(kind: .localPhone, text: String(text.drop { $0 == "0" }))
    return FoundValue(keys: [key], words: index..<end)
  }

  // MARK: Numbers

  private func time(at index: Int) -> FoundValue? {
    var text = words[index].key[...]
    var end = index + 1
    var half = ""
    for suffix in ["am", "pm"] where text.hasSuffix(suffix) {
      half = suffix
      text = text.dropLast(2)
    }
    if half.isEmpty, end < words.count, ["am", "pm", "a.m", "p.m", "uhr"].contains(words[end].key) {
      half = words[end].key.hasPrefix("u") ? "h" : String(words[end].key.prefix(1) + "m")
      end += 1
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts.count > 1 || !half.isEmpty,
      parts.allSatisfy({ (1...2).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isDigit) }),
      var hour = Int(parts[0]), hour < 25
    else { return nil }
    if half == "pm", hour < 12 { hour += 12 }
    if half == "am", hour == 12 { hour = 0 }
    let minute = parts.count > 1 ? String(parts[1]) : "00"
    let key = ValueKey(kind: .time, text: "\(hour < 10 ? "0" : "")\(hour):\(minute)")
    return FoundValue(keys: [key], words: index..<end)
  }

  private func number(at index: Int) -> FoundValue? {
    let word = words[index]
    let numbers = Self.numbers(word.text)
    guard !numbers.isEmpty else { return nil }
    var end = index + 1
    var isAmount =
      word.before.contains { "$€£¥".contains($0) } || word.after.contains { "%€$£".contains($0) }
    if !isAmount, end < words.count, word.after.isEmpty, words[end].before.isEmpty,
      Self.isUnit(words[end].text)
    {
      isAmount = true
      end += 1
    }
    let kind: ValueKey.Kind = isAmount ? .amount : .number
    return FoundValue(
      keys: numbers.map { ValueKey(kind: kind, text: $0) }, words: index..<end)
  }

  /// Whether a word after a number is a currency: three capitals, or the name of a common one.
  private static func isUnit(_ text: String) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy(isCapital)
      || ["euro", "euros", "dollar", "dollars", "pounds", "percent", "prozent"].contains(
        text.lowercased())
  }

  /// The numbers that a word can denote. A comma and a point each separate thousands or fractions.
  static func numbers(_ text: String) -> [String] {
    let bytes = text.utf8
    guard bytes.first?.isDigit == true, bytes.count <= 40,
      bytes.allSatisfy({ $0.isDigit || $0 == 0x2E || $0 == 0x2C })
    else { return [] }
    // 007 is a name.
    let whole = bytes.prefix { $0.isDigit }
    guard whole.count == 1 || whole.first != 0x30 else { return [] }
    var readings: [String] = []
    func read(thousands: Character, fraction: Character) {
      let plain = String(text.filter { $0 != thousands }.map { $0 == fraction ? "." : $0 })
      // The groups of thousands have three digits.
      let whole = text.prefix { $0 != fraction }.split(
        separator: thousands, omittingEmptySubsequences: false)
      guard whole.dropFirst().allSatisfy({ $0.count == 3 }),
        whole.count == 1 || (1...3).contains(whole[0].count),
        !text.drop(while: { $0 != fraction }).contains(thousands),
        let number = Number(literal: plain)
      else { return }
      let text = "\(number)"
      if !readings.contains(text) { readings.append(text) }
    }
    read(thousands: ",", fraction: ".")
    read(thousands: ".", fraction: ",")
    return readings
  }
}
