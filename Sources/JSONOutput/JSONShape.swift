/// The values that a part of a JSON document can have.
package indirect enum JSONShape: Sendable {
  case any
  case boolean
  case string(minimumLength: Int = 0, pattern: String? = nil)
  case integer(from: Int? = nil, through: Int? = nil)
  case number(from: Int? = nil)
  /// A value of one of these types: `null`, `boolean`, `number` or `string`.
  case scalar(of: [String])
  /// One of these strings.
  case word([String])
  /// Exactly this value.
  case constant(JSONText)
  case list(of: JSONShape, minimum: Int = 0)
  /// An object whose members have any names, or any names of at least some length.
  case map(of: JSONShape, minimum: Int = 0, without: [String] = [], minimumNameLength: Int = 0)
  case object(JSONObjectShape)
  /// The shape with this name among the definitions of the schema.
  case definition(String)
  /// A value of exactly one of these shapes.
  case one(of: [JSONShape])
  /// A value of the second shape that does not have the first.
  case excluding(JSONShape, from: JSONShape)
  case described(JSONShape, as: String)
  case nullable(JSONShape)

  /// A non-empty string.
  package static let text = JSONShape.string(minimumLength: 1)

  /// The shape as a JSON Schema.
  package var schema: JSONText {
    let keywords = keywords
    return keywords.isEmpty ? .scalar("true") : .object(keywords)
  }

  /// The keywords of the schema.
  var keywords: [JSONText.Member] {
    func type(_ name: String) -> JSONText.Member { .init("type", .string(name)) }
    func bound(_ keyword: String, _ bound: Int?) -> [JSONText.Member] {
      bound.map { [.init(keyword, .integer($0))] } ?? []
    }
    func minimum(_ keyword: String, _ least: Int) -> [JSONText.Member] {
      least > 0 ? [.init(keyword, .integer(least))] : []
    }
    switch self {
    case .any: return []
    case .boolean: return [type("boolean")]
    case .string(let length, let pattern):
      return [type("string")] + minimum("minLength", length)
        + (pattern.map { [.init("pattern", .string($0))] } ?? [])
    case .integer(let least, let most):
      return [type("integer")] + bound("minimum", least) + bound("maximum", most)
    case .number(let least): return [type("number")] + bound("minimum", least)
    case .scalar(let types): return [.init("type", .strings(types))]
    case .word(let words): return [.init("enum", .strings(words))]
    case .constant(let value): return [.init("const", value)]
    case .list(let element, let least):
      return [type("array")] + minimum("minItems", least) + [.init("items", element.schema)]
    case .map(let value, let least, let excluded, let nameLength):
      return [type("object")] + minimum("minProperties", least)
        + (nameLength > 0
          ? [.init("propertyNames", .object(minimum("minLength", nameLength)))] : [])
        + (excluded.isEmpty
          ? [] : [.init("properties", .object(excluded.map { .init($0, .scalar("false")) }))])
        + [.init("additionalProperties", value.schema)]
    case .object(let object): return object.keywords
    case .definition(let name): return [.init("$ref", .string("#/$defs/" + name))]
    case .one(let shapes): return [.init("oneOf", .list(shapes.map(\.schema)))]
    case .excluding(let excluded, let shape):
      return shape.keywords + [.init("not", excluded.schema)]
    case .described(let shape, let text):
      return [.init("description", .string(text))] + shape.keywords
    case .nullable(let shape): return shape.keywordsWithNull
    }
  }

  private var keywordsWithNull: [JSONText.Member] {
    switch self {
    case .word(let words):
      return [.init("enum", .list(words.map(JSONText.string) + [.null]))]
    case .definition, .one, .object, .constant, .excluding, .nullable:
      return [.init("oneOf", .list([.object([.init("type", .string("null"))]), schema]))]
    default:
      return keywords.map { keyword in
        guard keyword.name == "type", case .scalar = keyword.value else { return keyword }
        return .init("type", .list([keyword.value, .string("null")]))
      }
    }
  }
}

/// The members of a JSON object.
package struct JSONObjectShape: Sendable {
  package struct Member: Sendable {
    package let name: String
    package let shape: JSONShape
    package let isRequired: Bool

    package init(_ name: String, _ shape: JSONShape, isRequired: Bool) {
      self.name = name
      self.shape = shape
      self.isRequired = isRequired
    }
  }

  package let members: [Member]
  /// Whether the object can have other members, such as those of later versions.
  package let isOpen: Bool
  /// The object has exactly one of the members with these names.
  package let exactlyOne: [String]
  /// The names of two members that exclude each other.
  package let notBoth: [String]

  package init(
    _ members: [Member], isOpen: Bool, exactlyOne: [String] = [], notBoth: [String] = []
  ) {
    self.members = members
    self.isOpen = isOpen
    self.exactlyOne = exactlyOne
    self.notBoth = notBoth
  }

  var keywords: [JSONText.Member] {
    let required = members.filter(\.isRequired).map(\.name)
    func requires(_ names: [String]) -> JSONText { .object([.init("required", .strings(names))]) }
    return [.init("type", .string("object"))]
      + (required.isEmpty ? [] : [.init("required", .strings(required))])
      + (isOpen ? [] : [.init("additionalProperties", .scalar("false"))])
      + [.init("properties", .object(members.map { .init($0.name, $0.shape.schema) }))]
      + (exactlyOne.isEmpty
        ? [] : [.init("oneOf", .list(exactlyOne.map { requires([$0]) }))])
      + (notBoth.isEmpty ? [] : [.init("not", requires(notBoth))])
  }
}

/// A JSON Schema in the dialect of 2020-12.
package struct JSONSchemaDocument: Sendable {
  private let title: String
  private let description: String
  private let root: JSONShape
  private let definitions: [Definition]

  /// A shape to which others refer by its name.
  package struct Definition: Sendable {
    package let name: String
    package let shape: JSONShape

    package init(_ name: String, _ shape: JSONShape) {
      self.name = name
      self.shape = shape
    }
  }

  package init(title: String, description: String, root: JSONShape, definitions: [Definition] = [])
  {
    self.title = title
    self.description = description
    self.root = root
    self.definitions = definitions
  }

  /// The schema as JSON, with a newline at its end.
  package var text: String {
    var members: [JSONText.Member] = [
      .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
      .init("title", .string(title)),
      .init("description", .string(description)),
    ]
    members += root.keywords
    if !definitions.isEmpty {
      members.append(
        .init("$defs", .object(definitions.map { .init($0.name, $0.shape.schema) })))
    }
    return JSONText.object(members).rendered() + "\n"
  }
}
