// What data/ has that is compiled once.

#include <peax/data/array_file.ipp>
#include <peax/data/csv.ipp>
#include <peax/data/data_set.ipp>
#include <peax/data/file_bytes.ipp>
#include <peax/data/fit.ipp>
#include <peax/data/gz.ipp>
#include <peax/data/idx.ipp>
#include <peax/data/load.ipp>
#include <peax/data/metrics.ipp>
#include <peax/data/npy.ipp>
#include <peax/data/npz.ipp>
#include <peax/data/one_hot.ipp>
#include <peax/data/partition.ipp>
#include <peax/data/read_array.ipp>
#include <peax/data/scaling.ipp>
#include <peax/data/statistics.ipp>
#include <peax/data/stream.ipp>
#include <peax/data/task_kind.ipp>
