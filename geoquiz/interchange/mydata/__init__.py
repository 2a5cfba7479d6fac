"""All that a server keeps of one user, as a zip of JSON lines that another server restores."""

from geoquiz.interchange.mydata.checking import check_data
from geoquiz.interchange.mydata.lines import FILES, Line
from geoquiz.interchange.mydata.package import DataFault, DataPackage, open_data, write_data

__all__ = ["FILES", "DataFault", "DataPackage", "Line", "check_data", "open_data", "write_data"]
