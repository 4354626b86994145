import JSONOutput
import ProvisoKernel

/// The JSON form of a type: the shape that its values have, and the way in which they are written.
struct JSONForm<Value>: Sendable {
  let shape: JSONShape
  let write: @Sendable (Value, inout JSONWriter) -> Void
}

extension JSONForm<String> {
  static var text: JSONForm { JSONForm(shape: .string()) { $1.string($0) } }

  /// A string that is the same in every result.
  static func constant(_ value: String) -> JSONForm {
    JSONForm(shape: .constant(.string(value))) { $1.string($0) }
  }

  /// A value that is JSON.
  static var json: JSONForm { JSONForm(shape: .any) { $1.raw($0) } }
}

extension JSONForm<Int> {
  static var integer: JSONForm { JSONForm(shape: .integer()) { $1.raw(String($0)) } }

  static func integer(from least: Int) -> JSONForm {
    JSONForm(shape: .integer(from: least)) { $1.raw(String($0)) }
  }

  static var count: JSONForm { integer(from: 0) }
}

extension JSONForm<UInt64> {
  /// A number in decimal as a string, because readers of JSON can lose digits of a large number.
  static var decimalText: JSONForm { JSONForm(shape: .string()) { $1.string(String($0)) } }
}

extension JSONForm<Double> {
  /// A time with three decimals.
  static var seconds: JSONForm {
    JSONForm(shape: .number(from: 0)) { $1.raw(Seconds.text($0)) }
  }
}

extension JSONForm<Bool> {
  static var flag: JSONForm { JSONForm(shape: .boolean) { $1.raw($0 ? "true" : "false") } }
}

extension JSONForm where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of the names of an enumeration.
  static var word: JSONForm {
    JSONForm(shape: .word(Value.allCases.map(\.rawValue))) { $1.string($0.rawValue) }
  }
}

extension JSONForm where Value: RawRepresentable<String> & Sendable {
  /// A name to which others can be added.
  static var name: JSONForm { JSONForm(shape: .string()) { $1.string($0.rawValue) } }
}

extension JSONForm {
  static func list<Element>(of form: JSONForm<Element>) -> JSONForm where Value == [Element] {
    JSONForm(shape: .list(of: form.shape)) { elements, writer in
      writer.list(elements) { form.write($1, &$0) }
    }
  }

  static func nullable<Wrapped>(_ form: JSONForm<Wrapped>) -> JSONForm where Value == Wrapped? {
    JSONForm(shape: .nullable(form.shape)) { value, writer in
      if let value { form.write(value, &writer) } else { writer.raw("null") }
    }
  }

  static func object(_ object: JSONObjectForm<Value>) -> JSONForm {
    JSONForm(shape: .definition(object.name)) { object.write($0, to: &$1) }
  }
}

/// The JSON form of a type whose values are objects. Its fields are written in this order.
struct JSONObjectForm<Owner>: Sendable {
  /// The name of the definition in the schema.
  let name: String
  private let description: String?
  private let fields: [Field]

  /// A member of the object.
  struct Field: Sendable {
    fileprivate let name: String
    fileprivate let shape: JSONShape
    fileprivate let isRequired: Bool
    fileprivate let write: @Sendable (Owner, inout JSONWriter) -> Void

    /// Describes a member that every object has.
    init<Value>(
      _ name: String, _ form: JSONForm<Value>, value: @escaping @Sendable (Owner) -> Value,
      description: String? = nil
    ) {
      self.name = name
      shape = description.map { .described(form.shape, as: $0) } ?? form.shape
      isRequired = true
      write = { owner, writer in
        writer.member(name) { form.write(value(owner), &$0) }
      }
    }

    /// Describes a member that an object has if its value is not nil.
    init<Value>(
      optional name: String, _ form: JSONForm<Value>,
      value: @escaping @Sendable (Owner) -> Value?, description: String? = nil
    ) {
      self.name = name
      shape = description.map { .described(form.shape, as: $0) } ?? form.shape
      isRequired = false
      write = { owner, writer in
        guard let value = value(owner) else { return }
        writer.member(name) { form.write(value, &$0) }
      }
    }
  }

  init(_ name: String, description: String? = nil, fields: [Field]) {
    self.name = name
    self.description = description
    self.fields = fields
  }

  func write(_ owner: Owner, to writer: inout JSONWriter) {
    writer.object { writer in
      for field in fields { field.write(owner, &writer) }
    }
  }

  /// The definition for the schema.
  var definition: JSONSchemaDocument.Definition {
    let shape = JSONShape.object(
      JSONObjectShape(
        fields.map { .init($0.name, $0.shape, isRequired: $0.isRequired) }, isOpen: true))
    return .init(name, description.map { .described(shape, as: $0) } ?? shape)
  }
}
