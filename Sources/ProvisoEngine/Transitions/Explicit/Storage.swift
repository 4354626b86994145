/// A growing array of plain data, for loops that visit millions of states: no copies on write and
/// no reference counts.
final class Storage<Element: BitwiseCopyable> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  /// Makes an array of `count` equal elements.
  init(repeating element: Element, count: Int) {
    capacity = max(count, 1)
    base = .allocate(capacity: capacity)
    base.initialize(repeating: element, count: count)
    self.count = count
  }

  deinit { base.deallocate() }

  private func grow(to least: Int) {
    capacity = max(capacity * 2, least)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }

  func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    base[count] = element
    count += 1
  }

  func append(_ elements: UnsafePointer<Element>, count added: Int) {
    if count + added > capacity { grow(to: count + added) }
    (base + count).update(from: elements, count: added)
    count += added
  }

  func removeLast() { if count > 0 { count -= 1 } }

  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  var last: Element? { count > 0 ? base[count - 1] : nil }
}

extension Storage {
  /// Sets the length, and every element to `element`.
  func resize(to length: Int, filling element: Element) {
    while count > length { removeLast() }
    for index in 0..<count { base[index] = element }
    while count < length { append(element) }
  }
}
