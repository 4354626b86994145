import CZ3

/// Formats literals and applications as SMT-LIB text.
enum SMTLibText {
  static func application(_ function: String, _ arguments: [String]) -> String {
    arguments.isEmpty ? function : "(\(function) \(arguments.joined(separator: " ")))"
  }

  /// A numeral from Z3's exact form, such as "-1/3".
  static func numeral(_ value: String, real: Bool) -> String {
    let negative = value.hasPrefix("-")
    let parts = (negative ? value.dropFirst() : value[...]).split(separator: "/")
    let numbers = parts.map { real ? "\($0).0" : "\($0)" }
    let magnitude =
      numbers.count == 2 ? "(/ \(numbers.joined(separator: " ")))" : numbers.joined()
    return negative ? "(- \(magnitude))" : magnitude
  }

  static func string(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\"" {
        text += "\"\""
      } else if scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\\" {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return text + "\""
  }

  /// The SMT-LIB names of Z3's operators, for those that SMT-LIB has.
  static let operators: [UInt32: String] = Dictionary(
    uniqueKeysWithValues: [
      (Z3_OP_TRUE, "true"), (Z3_OP_FALSE, "false"), (Z3_OP_EQ, "="),
      (Z3_OP_DISTINCT, "distinct"), (Z3_OP_ITE, "ite"), (Z3_OP_AND, "and"), (Z3_OP_OR, "or"),
      (Z3_OP_IFF, "="), (Z3_OP_XOR, "xor"), (Z3_OP_NOT, "not"), (Z3_OP_IMPLIES, "=>"),
      (Z3_OP_LE, "<="), (Z3_OP_GE, ">="), (Z3_OP_LT, "<"), (Z3_OP_GT, ">"), (Z3_OP_ADD, "+"),
      (Z3_OP_SUB, "-"), (Z3_OP_UMINUS, "-"), (Z3_OP_MUL, "*"), (Z3_OP_DIV, "/"),
      (Z3_OP_IDIV, "div"), (Z3_OP_MOD, "mod"), (Z3_OP_TO_REAL, "to_real"),
      (Z3_OP_TO_INT, "to_int"), (Z3_OP_IS_INT, "is_int"), (Z3_OP_SEQ_EMPTY, "\"\""),
      (Z3_OP_SEQ_CONCAT, "str.++"), (Z3_OP_SEQ_PREFIX, "str.prefixof"),
      (Z3_OP_SEQ_SUFFIX, "str.suffixof"), (Z3_OP_SEQ_CONTAINS, "str.contains"),
      (Z3_OP_SEQ_LENGTH, "str.len"), (Z3_OP_SEQ_AT, "str.at"),
      (Z3_OP_SEQ_EXTRACT, "str.substr"), (Z3_OP_SEQ_REPLACE, "str.replace"),
      (Z3_OP_SEQ_INDEX, "str.indexof"), (Z3_OP_SEQ_TO_RE, "str.to_re"),
      (Z3_OP_SEQ_IN_RE, "str.in_re"), (Z3_OP_STRING_LT, "str.<"), (Z3_OP_STRING_LE, "str.<="),
      (Z3_OP_STR_TO_INT, "str.to_int"), (Z3_OP_INT_TO_STR, "str.from_int"),
      (Z3_OP_RE_PLUS, "re.+"), (Z3_OP_RE_STAR, "re.*"), (Z3_OP_RE_OPTION, "re.opt"),
      (Z3_OP_RE_CONCAT, "re.++"), (Z3_OP_RE_UNION, "re.union"), (Z3_OP_RE_RANGE, "re.range"),
      (Z3_OP_RE_INTERSECT, "re.inter"), (Z3_OP_RE_EMPTY_SET, "re.none"),
      (Z3_OP_RE_FULL_SET, "re.all"), (Z3_OP_RE_COMPLEMENT, "re.comp"),
    ].map { ($0.0.rawValue, $0.1) })
}

extension SMTLibText {
  static let operatorNames = Set(operators.values)
}

/// Makes different names that are valid symbols of SMT-LIB.
struct SMTLibNames {
  private var taken: Set<String> = []

  /// Words with a meaning in SMT-LIB or in the solvers' extensions of it.
  private static let reserved: Set<String> = [
    "true", "false", "not", "and", "or", "xor", "distinct", "ite", "let", "forall", "exists",
    "match", "par", "as", "_", "!", "div", "mod", "abs", "divisible", "select", "store", "const",
    "to_real", "to_int", "is_int", "Bool", "Int", "Real", "String", "RegLan", "Array", "BitVec",
    "sin", "cos", "tan", "exp", "sqrt", "pi", "concat", "extract", "repeat", "iand", "tuple",
    "root", "Set", "Bag", "Seq", "RoundingMode", "fp", "RNE", "RTZ", "char", "emp", "sep", "wand",
    "nil", "update", "is", "member", "union", "choose", "lambda", "witness",
  ]

  /// A symbol for this name: the name itself if it is valid and not yet used.
  mutating func unique(_ name: String) -> String {
    // Some names are reserved by their prefix, so a suffix would not make them valid.
    let base = Self.isReserved(name) ? "v!\(name)" : name
    var candidate = base
    var count = 0
    while !taken.insert(candidate).inserted {
      count += 1
      candidate = "\(base)~\(count)"
    }
    return quoted(candidate)
  }

  private static func isReserved(_ name: String) -> Bool {
    if reserved.contains(name) { return true }
    if name.hasPrefix("@") || name.hasPrefix(".") || name.hasPrefix("bv") { return true }
    // The operators of a theory: str.len, re.opt, set.union.
    return ["str.", "re.", "seq.", "set.", "bag.", "fp.", "int.", "rel.", "ff.", "table."]
      .contains { name.hasPrefix($0) } || "=<>+-*/%".contains(name) || name == "=>" || name == "<="
      || name == ">="
  }

  private func quoted(_ name: String) -> String {
    let simple =
      name.first.map { !("0"..."9").contains($0) } ?? false
      && name.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
          UInt8(ascii: "!"), UInt8(ascii: "~"), UInt8(ascii: "-"), UInt8(ascii: "$"),
          UInt8(ascii: "@"), UInt8(ascii: "%"):
          true
        default: false
        }
      }
    return simple ? name : "|\(name)|"
  }
}
