import TestSupport

/// A plan in the JSON of Terraform, of one of four shapes. It depends only on the shape, the number of
/// changes and the seed.
struct ShapedPlan {
  enum Shape: String, CaseIterable {
    /// Modules that use a module of shared objects.
    case layered
    /// No object refers to another.
    case flat
    /// Each object refers to the one before it.
    case chain
    /// Each object refers to the first.
    case wide
  }

  let shape: Shape
  private var random: SeededGenerator
  private var changes: [String] = []
  private var resources: [String: [String]] = [:]

  private static let types = [
    "aws_instance", "aws_db_instance", "aws_security_group", "aws_kms_key", "aws_s3_bucket",
    "aws_lb",
  ]

  init(_ shape: Shape, count: Int, seed: UInt64) {
    self.shape = shape
    random = SeededGenerator(seed: seed)
    for index in 0..<count { add(index) }
  }

  /// The text of the plan.
  var json: String {
    func list(_ module: String) -> String { (resources[module] ?? []).joined(separator: ",") }
    let modules = resources.keys.filter { !$0.isEmpty }.sorted()
    let calls = modules.map { module in
      let passed =
        module == "shared" ? "{}" : #"{"key":{"references":["module.shared.key","module.shared"]}}"#
      let outputs =
        module == "shared"
        ? #""outputs":{"key":{"expression":{"references":["aws_instance.r0.id","aws_instance.r0"]}}},"#
        : ""
      return """
        "\(module)":{"source":"./\(module)","expressions":\(passed),"module":{\(outputs)"resources":[\(list(module))]}}
        """
    }
    return """
      {"format_version":"1.2","terraform_version":"1.9.0","applyable":true,"complete":true,"errored":false,
      "resource_changes":[\(changes.joined(separator: ",\n"))],
      "configuration":{"root_module":{"resources":[\(list(""))],"module_calls":{\(calls.joined(separator: ","))}}}}
      """
  }

  private mutating func draw(_ below: Int) -> Int { Int.random(in: 0..<below, using: &random) }

  private mutating func add(_ index: Int) {
    let type = index == 0 ? "aws_instance" : Self.types[draw(Self.types.count)]
    let name = "r\(index)"
    let module = shape == .layered ? (index < 3 ? "shared" : "m\(index / 8)") : ""
    let other: Int? =
      switch shape {
      case .flat: nil
      case .chain: index > 0 ? index - 1 : nil
      case .wide: index > 0 ? 0 : nil
      case .layered: index > 2 ? draw(3) : nil
      }
    let action = [
      ["no-op"], ["update"], ["create"], ["delete"], ["delete", "create"], ["create", "delete"],
    ][draw(6)]
    let address = (module.isEmpty ? "" : "module.\(module).") + "\(type).\(name)"
    let isUnknown = draw(4) == 0
    func values(_ revision: Int) -> String {
      let link = other.map { #","link":"id-\#($0)","links":["id-\#($0)","x/id-\#($0)/y"]"# } ?? ""
      return """
        {"id":"id-\(index)","name":"n\(index % 7)","size":\(index % 5),"revision":\(revision),"tags":{"env":"\(index % 3 == 0 ? "production" : "staging")"}\(link)}
        """
    }
    let isMade = action.contains("create")
    let unknown =
      (isMade ? [#""id":true"#] : [])
      + (isMade && isUnknown ? [#""tags_all":true"#] : [])
      + (isMade && other != nil ? [#""link":true"#] : [])
    let before = action == ["create"] ? "null" : values(1)
    let after =
      action == ["delete"] ? "null" : values(action == ["no-op"] ? 1 : 2)
    let shown =
      isMade
      ? after.replacing("\"id\":\"id-\(index)\",", with: "")
        .replacing(other.map { "\"link\":\"id-\($0)\"," } ?? "-", with: "") : after
    changes.append(
      """
      {"address":"\(address)",\(module.isEmpty ? "" : "\"module_address\":\"module.\(module)\",")"mode":"managed","type":"\(type)","name":"\(name)","provider_name":"registry.terraform.io/hashicorp/aws","change":{"actions":[\(action.map { "\"\($0)\"" }.joined(separator: ","))],"before":\(before),"after":\(shown),"after_unknown":\(after == "null" ? "false" : "{\(unknown.joined(separator: ","))}"),"before_sensitive":\(before == "null" ? "false" : "{}"),"after_sensitive":\(after == "null" ? "false" : "{}")}}
      """)
    let target =
      shape == .layered ? #""var.key""# : other.map { #""\#(names[$0]).id","\#(names[$0])""# }
    names.append("\(type).\(name)")
    let link = target.flatMap { other == nil ? nil : #""link":{"references":[\#($0)]},"# } ?? ""
    resources[module, default: []].append(
      """
      {"address":"\(type).\(name)","mode":"managed","type":"\(type)","name":"\(name)","expressions":{\(link)"tags_all":{"references":["local.tags"]}}}
      """)
  }

  private var names: [String] = []
}
