import ProvisoKernel
import ProvisoSyntax

/// The objects of a world, and the initial values of fields and variables.
extension WorldChecker {
  mutating func declareObjects(in file: inout FileChecker) {
    for item in items {
      switch item {
      case .agent(let agent):
        let index = agents.count
        let object = ObjectID(entity: WorldModel.EntityIndex.agent, index: index)
        if declare(agent.name, as: .object(object), in: &file) {
          agents.append(agent)
          objectNames[WorldModel.EntityIndex.agent].append(agent.name.text)
        }
      case .object(let object):
        guard case .name(let type) = object.type else {
          file.checker.report(
            .unknownType, at: object.type.span,
            "the type of an object must be an entity, not a list")
          file.checker.names[object.name.text] = Declaration(kind: .broken, span: object.name.span)
          continue
        }
        guard let index = entities.firstIndex(where: { $0.syntax.name.text == type.text }) else {
          // The declaration of the entity has a mistake, which is already reported.
          let isBroken =
            if case .broken? = file.checker.names[type.text]?.kind { true } else { false }
          if isBroken || file.checker.isIncomplete {
            file.checker.names[object.name.text] = Declaration(
              kind: .broken, span: object.name.span)
            continue
          }
          let known = entities.map(\.syntax.name.text)
          let meant = Suggestion.nearest(to: type.text, among: known)
          file.checker.report(
            .unknownType, at: type.span,
            "there is no entity `\(type.text)`"
              + (meant.map { "; did you mean `\($0)`?" } ?? ""),
            fix: meant.map { .init("write `\($0)`", replace: type.span, with: $0) })
          file.checker.names[object.name.text] = Declaration(kind: .broken, span: object.name.span)
          continue
        }
        let entity = entities[index].index
        if let numbers = object.numbers {
          declareNumbered(object, numbers, entity: index, in: &file)
          continue
        }
        let id = ObjectID(entity: entity, index: objectNames[entity].count)
        if declare(object.name, as: .object(id), in: &file) {
          entities[index].objects.append(DeclaredObject(syntax: object))
          objectNames[entity].append(object.name.text)
        }
      default: continue
      }
    }
    // Objects that are created during a run get generated names.
    for entity in entities {
      for number in 0..<min(entity.syntax.most?.count ?? 0, Self.mostObjects) {
        objectNames[entity.index].append("\(entity.syntax.name.text)#\(number + 1)")
      }
    }
  }

  /// Declares the objects `p[1]`, `p[2]`, and so on.
  private mutating func declareNumbered(
    _ object: SyntaxObject, _ numbers: SyntaxObject.Numbers, entity index: Int,
    in file: inout FileChecker
  ) {
    let entity = entities[index].index
    let span = numbers.low.span.through(numbers.high.span)
    guard let bounds = file.checker.bounds(numbers.low, numbers.high, at: span) else {
      file.checker.names[object.name.text] = Declaration(kind: .broken, span: object.name.span)
      return
    }
    guard bounds.count <= Self.mostObjects else {
      file.checker.report(
        .tooLarge, at: span, "a declaration has at most \(Self.mostObjects) objects")
      file.checker.names[object.name.text] = Declaration(kind: .broken, span: object.name.span)
      return
    }
    let first = objectNames[entity].count
    let ids = bounds.indices.map {
      ObjectID(entity: entity, index: first + $0 - bounds.lowerBound)
    }
    guard declare(object.name, as: .objects(ids, bounds.lowerBound), in: &file) else { return }
    for number in bounds {
      let declared = DeclaredObject(syntax: object, number: number)
      entities[index].objects.append(declared)
      objectNames[entity].append(declared.name.text)
    }
  }

  /// The largest number of objects of one entity that can be created.
  static let mostObjects = 1_000

  // MARK: Initial values

  func field(
    _ field: (syntax: SyntaxField, type: StaticType), in file: inout FileChecker
  ) -> WorldField {
    var initial: Expression?
    if let written = field.syntax.initial {
      file.checker.startDeclaration()
      if let value = file.checker.check(written) {
        initial = Self.initialValue(value, field.type, in: &file)
      }
    }
    if field.syntax.initial == nil, case .sequence = field.type {
      file.checker.report(
        .badInitialValue, at: field.syntax.name.span, "a sequence needs an initial value",
        fix: .init("write `= []` after its type"))
    }
    return WorldField(
      name: field.syntax.name.text, type: field.type, isVariable: field.syntax.isVariable,
      initial: initial)
  }

  /// The value, if it is fixed and of the type; otherwise `nil`, and the mistake is reported.
  static func initialValue(
    _ written: Expression, _ type: StaticType, in file: inout FileChecker
  ) -> Expression? {
    let value = file.checker.coerced(written, to: type)
    let vocabulary = file.checker.vocabulary
    guard type.accepts(value.type) || value.type == .null else {
      file.checker.report(
        .badInitialValue, at: value.span,
        "this must start with \(vocabulary.phrase(of: type)), but the value is \(vocabulary.phrase(of: value.type))",
        fix: file.checker.literal(value, as: type))
      return nil
    }
    guard value.isFixed else {
      file.checker.report(
        .badInitialValue, at: value.span, "an initial value must never change, but this changes")
      return nil
    }
    if case .range(let low, let high) = type,
      case .number(let number)? = try? ConstantEvaluator.value(of: value),
      number < Number(low) || Number(high) < number
    {
      file.checker.report(
        .badInitialValue, at: value.span,
        "this must start with \(vocabulary.phrase(of: type)), but the value is \(number)")
      return nil
    }
    // A list of objects is a constant, as one object is. As a constant it is not part of the state.
    guard let constant = try? ConstantEvaluator.value(of: value) else { return value }
    return Expression(
      .constant(constant), type: value.type, span: value.span, isFixed: true,
      frameSize: value.frameSize)
  }

  /// Reports two objects with the same `name`, because plans could not tell them apart.
  func reportDuplicateNames(
    _ objects: [Name], given: [[Int: Expression]], fields: [WorldField],
    in file: inout FileChecker
  ) {
    guard let field = WorldEntity.nameField(of: fields) else { return }
    var owners: [Text: Name] = [:]
    var told: Set<Span> = []
    for (object, values) in zip(objects, given) {
      guard case .constant(.string(let name))? = (values[field] ?? fields[field].initial)?.kind
      else { continue }
      // All objects of one declaration (`object a[1..9]`) have its span.
      guard let other = owners.updateValue(object, forKey: name), told.insert(object.span).inserted
      else { continue }
      file.checker.report(
        .badObject, at: object.span,
        "`\(other.text)` also has the name \(Value.quoted(name.string)), so plans could not tell the two apart"
      )
    }
  }

  func given(
    _ written: [(name: Name, value: SyntaxExpression)], of entity: Int, fields: [WorldField],
    objectName: String, in file: inout FileChecker
  ) -> [Int: Expression] {
    var values: [Int: Expression] = [:]
    for (name, value) in written {
      file.checker.startDeclaration()
      let checked = file.checker.check(value)
      guard
        let index = Self.fieldIndex(name, among: fields, taken: values.keys, of: entity, in: &file)
      else {
        continue
      }
      if let checked {
        values[index] = Self.initialValue(checked, fields[index].type, in: &file)
      }
    }
    if let index = WorldEntity.nameField(of: fields), fields[index].initial == nil,
      !written.contains(where: { $0.name.text == fields[index].name })
    {
      values[index] = WorldEntity.constant(objectName)
    }
    return values
  }

  /// The index of a field that gets a value; `nil` if it does not exist or already has a value, which is
  /// reported.
  static func fieldIndex(
    _ name: Name, among fields: [WorldField], taken: some Collection<Int>, of entity: Int,
    in file: inout FileChecker
  ) -> Int? {
    guard let index = fields.firstIndex(where: { $0.name == name.text }) else {
      let meant = Suggestion.nearest(to: name.text, among: fields.map(\.name))
      file.checker.report(
        .badObject, at: name.span,
        "\(file.checker.vocabulary.phrase(of: .entity(entity))) has no field `\(name.text)`"
          + (meant.map { "; did you mean `\($0)`?" } ?? ""),
        fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
      return nil
    }
    guard !taken.contains(index) else {
      file.checker.report(.badObject, at: name.span, "the field `\(name.text)` is given twice")
      return nil
    }
    return index
  }
}
