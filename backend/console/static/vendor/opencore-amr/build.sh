#!/bin/sh
# Makes amr.js from Debian's own source of opencore-amr. No WebAssembly is left in it: pages allow none.
# Needs: apt-get install clang lld wasi-libc libclang-rt-14-dev-wasm32 binaryen
# In a directory of: apt-get source opencore-amr=0.1.6-1
set -eu
cd "${1:-opencore-amr-0.1.6}"
gsm=opencore/codecs_v2/audio/gsm_amr
# What the library's own Makefile.am leaves out.
unused=" decoder_gsm_amr pvgsmamrdecoder bits2prm copy div_32 l_abs r_fft vad1 vad2 decoder_amr_wb "
exports=""
for name in malloc free Decoder_Interface_init Decoder_Interface_Decode Decoder_Interface_exit \
    D_IF_init D_IF_decode D_IF_exit; do
  exports="$exports -Wl,--export=$name"
done
rm -rf objects && mkdir objects

compile() { # band, its headers, directories of sources...
  band=$1 headers=$2
  shift 2
  for source in "$band"/wrapper.cpp $(for folder in "$@"; do ls "$folder"/*.cpp; done); do
    name=$(basename "$source" .cpp)
    case "$unused" in *" $name "*) continue ;; esac
    clang --target=wasm32-wasi --sysroot=/usr -isystem /usr/include/wasm32-wasi -Os -x c -std=c99 -w \
      -DDISABLE_AMRNB_ENCODER -Ioscl -I$gsm/common/dec/include $headers \
      -c "$source" -o "objects/$band-$name.o"
  done
}

nb=$gsm/amr_nb wb=$gsm/amr_wb/dec
compile amrnb "-I$nb/dec/src -I$nb/dec/include -I$nb/common/include -I$nb/enc/src" $nb/dec/src $nb/common/src
compile amrwb "-I$wb/src -I$wb/include" $wb/src
clang --target=wasm32-wasi --sysroot=/usr -nostartfiles -nodefaultlibs -Wl,--no-entry \
  -Wl,--gc-sections -Wl,--strip-all -L/usr/lib/wasm32-wasi objects/*.o $exports -lc -o amr.wasm
wasm-opt -Oz amr.wasm -o small.wasm
{
  echo "/* opencore-amr 0.1.6, Apache-2.0 (LICENSE, NOTICE); made by build.sh, not by hand. */"
  wasm2js -Oz small.wasm | sed 's/^ *//'
} > amr.js
