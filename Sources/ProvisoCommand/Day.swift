import ArgumentParser
import ProvisoKernel

extension CalendarDate: ExpressibleByArgument {
  /// Reads a date such as `2027-01-31`.
  public init?(argument: String) { self.init(argument) }
}
