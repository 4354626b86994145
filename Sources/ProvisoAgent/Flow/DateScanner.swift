import ProvisoKernel

extension ValueScanner {
  /// The date that begins at a word, in numbers or with the name of a month.
  func date(at index: Int) -> FoundValue? {
    let word = words[index]
    if let keys = Self.numericDate(word.text) {
      return FoundValue(keys: keys, words: index..<index + 1)
    }
    if let day = Self.day(word.key) {
      var next = index + 1
      if next < words.count, ["of", "de"].contains(words[next].key) { next += 1 }
      guard next < words.count, let month = Self.months[words[next].key] else { return nil }
      return date(day, month, from: index, yearAt: next + 1)
    }
    if let month = Self.months[word.key], index + 1 < words.count,
      let day = Self.day(words[index + 1].key)
    {
      return date(day, month, from: index, yearAt: index + 2)
    }
    return nil
  }

  private func date(_ day: Int, _ month: Int, from index: Int, yearAt next: Int) -> FoundValue {
    if next < words.count, words[next].text.utf8.count == 4, let year = Int(words[next].text),
      (1900...2199).contains(year)
    {
      return FoundValue(
        keys: [Self.key(year: year, month: month, day: day)], words: index..<next + 1)
    }
    return FoundValue(keys: [Self.key(year: nil, month: month, day: day)], words: index..<next)
  }

  /// `2026-06-13`, also with a time; `13.06.2026`; `6/13/2026`, whose order is not known.
  private static func numericDate(_ text: String) -> [ValueKey]? {
    let bytes = Array(text.utf8)
    guard bytes.first?.isDigit == true, (8...40).contains(bytes.count) else { return nil }
    func parts(_ separator: Character, _ text: Substring) -> [Int]? {
      let found = text.split(separator: separator, omittingEmptySubsequences: false)
      let numbers = found.compactMap { $0.utf8.allSatisfy(\.isDigit) ? Int($0) : nil }
      return found.count == 3 && numbers.count == 3 ? numbers : nil
    }
    if bytes.count >= 10, let found = parts("-", text.prefix(10)), found[0] >= 1900,
      isDay(found[1], found[2]), bytes.count == 10 || !bytes[10].isDigit
    {
      return [key(year: found[0], month: found[1], day: found[2])]
    }
    for separator in [".", "/"] as [Character] {
      guard let found = parts(separator, text[...]), (1900...2199).contains(found[2]) else {
        continue
      }
      var keys: [ValueKey] = []
      if isDay(found[1], found[0]) {
        keys.append(key(year: found[2], month: found[1], day: found[0]))
      }
      if separator == "/", found[0] != found[1], isDay(found[0], found[1]) {
        keys.append(key(year: found[2], month: found[0], day: found[1]))
      }
      if !keys.isEmpty { return keys }
    }
    return nil
  }

  private static func isDay(_ month: Int, _ day: Int) -> Bool {
    (1...12).contains(month) && (1...31).contains(day)
  }

  private static func key(year: Int?, month: Int, day: Int) -> ValueKey {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return ValueKey(
      kind: .date, text: "\(year.map { "\($0)" } ?? "-")-\(two(month))-\(two(day))")
  }

  private static func day(_ word: String) -> Int? {
    var digits = word[...]
    for suffix in ["st", "nd", "rd", "th"] where digits.hasSuffix(suffix) {
      digits = digits.dropLast(2)
    }
    guard (1...2).contains(digits.utf8.count), digits.utf8.allSatisfy(\.isDigit),
      let day = Int(digits), (1...31).contains(day)
    else { return nil }
    return day
  }

  /// The names of months and their short forms, in English, German, French and Spanish.
  private static let months: [String: Int] = {
    let names = [
      ["january", "jan", "januar", "jänner", "janvier", "enero"],
      ["february", "feb", "februar", "février", "febrero"],
      ["march", "mar", "märz", "mars", "marzo"],
      ["april", "apr", "avril", "abril"],
      ["may", "mai", "mayo"],
      ["june", "jun", "juni", "juin", "junio"],
      ["july", "jul", "juli", "juillet", "julio"],
      ["august", "aug", "août", "agosto"],
      ["september", "sep", "sept", "septembre", "septiembre"],
      ["october", "oct", "oktober", "okt", "octobre", "octubre"],
      ["november", "nov", "novembre", "noviembre"],
      ["december", "dec", "dezember", "dez", "décembre", "diciembre"],
    ]
    var months: [String: Int] = [:]
    for (index, list) in names.enumerated() { for name in list { months[name] = index + 1 } }
    return months
  }()
}
