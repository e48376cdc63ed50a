// Sounds: what is read of WAV files and what is refused; features against figures of NumPy.
#include "media.hpp"
#include "support.hpp"
#include <peax/data/media.hpp>
#include <peax/data/npz.hpp>
#include <peax/data/sound.hpp>
#include <peax/data/spectrum.hpp>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace {
using namespace peax;
using namespace peax::testing;

data::sound read(std::string const& content) { return data::sound_from("s", bytes_of(content).view()); }

std::string refusal_of(std::string const& content) {
  return message_of<bad_input>([&] { (void)read(content); });
}

std::string wave(std::uint32_t tag, std::uint32_t bits, std::string const& raw, std::uint32_t channels = 1) {
  return riff(wave_header(tag, channels, 8000, bits) + chunk("LIST", "abc") + chunk("data", raw));
}
} // namespace

TEST_CASE("WAV: integers of 8 to 32 bits and floats lie between -1 and 1") {
  CHECK(read(wave(1, 8, std::string("\x00\x80\xff", 3))).values == std::vector<float>{-1, 0, 127 / 128.0F});
  CHECK(read(wave(1, 16, little(0x8000, 2) + little(0, 2) + little(0x4000, 2))).values ==
        std::vector<float>{-1, 0, 0.5F});
  CHECK(read(wave(1, 24, little(0x800000, 3) + little(0xffffff, 3))).values ==
        std::vector<float>{-1, -1 / 8388608.0F});
  CHECK(read(wave(1, 32, little(0x80000000, 4) + little(0x20000000, 4))).values ==
        std::vector<float>{-1, 0.25F});
  float const real = 0.75F;
  std::string raw(4, '\0');
  std::memcpy(raw.data(), &real, 4);
  CHECK(read(wave(3, 32, raw)).values == std::vector<float>{0.75F});
  auto const both = read(wav_bytes({16384, -16384, 0, 8192}, 16000, 2));
  CHECK(both.rate == 16000);
  CHECK(both.channels == 2);
  CHECK(both.size() == 2);
  CHECK(both.values == std::vector<float>{0.5F, -0.5F, 0, 0.25F});
  // WAVE_FORMAT_EXTENSIBLE: the format stands in the first bytes of an identifier.
  auto const extended = chunk("fmt ", little(0xfffe, 2) + little(1, 2) + little(8000, 4) + little(16000, 4) +
                                          little(2, 2) + little(16, 2) + little(22, 2) + little(16, 2) +
                                          little(4, 4) + little(1, 2) + std::string(14, '\x11'));
  CHECK(read(riff(extended + chunk("data", little(0x4000, 2)))).values == std::vector<float>{0.5F});
}

TEST_CASE("what is no WAV, cut, or coded in another way is refused by name") {
  CHECK(contains(refusal_of(""), "s: is empty"));
  CHECK(contains(refusal_of("ID3 this is an MP3 file"), "s: is no WAV file"));
  auto const whole = wav_bytes({1, 2, 3, 4});
  CHECK(contains(refusal_of(whole.substr(0, whole.size() - 3)),
                 "s: the WAV file is cut off: 8 bytes of 'data' are announced, 5 are there"));
  CHECK(contains(refusal_of(whole.substr(0, 30)), "s: the WAV file is cut off: 16 bytes of 'fmt '"));
  CHECK(contains(refusal_of(whole.substr(0, 38)), "s: the WAV file is cut off: it has no samples"));
  CHECK(contains(refusal_of(wave(1, 16, "abc")), "s: ends within a sample"));
  CHECK(contains(refusal_of(wave(1, 16, "")), "s: holds no samples"));
  CHECK(contains(refusal_of(wave(7, 8, "abc")), "s: is coded in another way (format 7, 8 bits)"));
  CHECK(contains(refusal_of(riff(chunk("data", "ab"))),
                 "s: the WAV file has samples before it says what they are"));
  CHECK(contains(refusal_of(wave(1, 16, "ab", 0)), "s: the header of the WAV file contradicts itself"));
  CHECK(contains(refusal_of(wave(3, 32, little(0x7fc00000, 4))), "s: sample 0 is NaN or infinite"));
}

// golden/data/features.npz is written by golden/data/make_features.py with NumPy's rfft and sums as they are written down.
TEST_CASE("spectrogram, log-mel and MFCC are those of an independent program") {
  auto const file = golden("features.npz");
  data::npz_archive const archive(file, data::file_bytes(file));
  auto const x = archive.read("x").numbers<float>();
  for (std::string const kind : {"spectrogram", "log_mel", "mfcc"}) {
    CAPTURE(kind);
    auto const wanted = archive.read(kind);
    data::sound_analysis const analysis(
        data::parse_features(
            "--features",
            kind + ":window=200,hop=80,fft=256,bands=20,coefficients=10,low=60,high=3900,floor=1e-6"),
        8000);
    CHECK(analysis.frames(x.size()) == static_cast<std::size_t>(wanted.dims[0]));
    CHECK(analysis.width() == static_cast<std::size_t>(wanted.dims[1]));
    std::vector<float> found(wanted.size());
    analysis.apply(x, found);
    auto const expected = wanted.numbers<double>();
    double worst = 0;
    for (std::size_t i = 0; i < found.size(); ++i)
      worst = std::max(worst,
                       std::abs(static_cast<double>(found[i]) - expected[i]) / (1 + std::abs(expected[i])));
    CHECK(worst < 1e-6);
  }
}

TEST_CASE("features in words: defaults follow the rate, contradictions are refused") {
  data::sound_analysis const analysis(data::parse_features("--features", "mfcc"), 16000);
  CHECK(analysis.settings().window == 512);
  CHECK(analysis.settings().hop == 256);
  CHECK(analysis.settings().fft == 512);
  CHECK(analysis.settings().high == 8000);
  CHECK(analysis.samples(analysis.frames(16000)) <= 16000);
  CHECK(analysis.frames(511) == 0);
  auto const refused = [](std::string const& text) {
    return message_of<usage_error>(
        [&] { data::sound_analysis const a(data::parse_features("--features", text), 8000); });
  };
  CHECK(contains(refused("mfcs"), "--features: there is no 'mfcs' (did you mean 'mfcc'?)"));
  CHECK(contains(refused("mfcc:windw=3"), "there is no key 'windw' (did you mean 'window'?)"));
  CHECK(contains(refused("mfcc:window"), "'window' is no KEY=VALUE"));
  CHECK(contains(refused("mfcc:fft=300"), "fft=300 is no power of two"));
  CHECK(contains(refused("mfcc:coefficients=41"), "41 coefficients of 40 bands"));
  CHECK(contains(refused("log_mel:high=5000"), "they lie between 0 and half the rate, 4000 Hz"));
  // [bands][frames] is the same turned.
  std::vector<float> x(64), frames(3 * 5), bands(3 * 5);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::sin(static_cast<float>(i * i));
  std::string const how = "log_mel:window=16,hop=12,bands=3";
  data::sound_analysis(data::parse_features("", how), 8000).apply(x, frames);
  data::sound_analysis(data::parse_features("", how + ",order=bands"), 8000).apply(x, bands);
  for (std::size_t t = 0; t < 5; ++t)
    for (std::size_t b = 0; b < 3; ++b) CHECK(frames[t * 3 + b] == bands[b * 5 + t]);
}
