#!/usr/bin/env bash
# Runs the job on this machine's cores: submit/local.sh [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]
# Without arguments, or with options alone, it trains. Builds the jar when it is missing or older than its sources.
set -euo pipefail

script=local.sh
# The file itself, not a link to it. An exported CDPATH would lead "cd" elsewhere.
self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case "$link" in
    /*) self=$link ;;
    *) self=$(dirname -- "$self")/$link ;;
  esac
done
project=$(unset CDPATH && cd -P -- "$(dirname -- "$self")/.." && pwd)
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$project/submit/lib/common.sh"

usage() {
  cat <<'TEXT'
Usage: submit/local.sh [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]

Trains MNIST on this machine (--master local[*]). Without arguments, it uses data/mnist, else downloads MNIST,
else (offline) draws synthetic digits. Results are in runs/.

  submit/local.sh                          train with the defaults of conf/mnist.properties
  submit/local.sh train --epochs 3         train with other settings
  submit/local.sh train --help             all settings
  submit/local.sh evaluate --model runs/ID/model.zip --data data/mnist
  submit/local.sh predict --model runs/ID/model.zip --input data/mnist --output predictions
  submit/local.sh data fetch               download MNIST into data/mnist
  submit/local.sh train -- --driver-memory 4g --master 'local[2]'    2 cores instead of all

Environment: JAVA_HOME (JDK 17 or 21), SPARK_HOME (Spark 3.5 for Scala 2.12, or Spark 4.2 for Scala 2.13; without it, the
build assembles a Spark 3.5), SPARK_CONF_DIR (default: this project's conf).
TEXT
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac

# The master that spark-submit is to take: the last --master, else the last spark.master, else all cores.
submitted_master() {
  local flag='' setting='' option='' argument
  for argument in ${spark[@]+"${spark[@]}"}; do
    case "$argument" in
      --master=* | --conf=*) option=${argument%%=*} argument=${argument#*=} ;;
    esac
    case "$option" in
      --master) flag=$argument option='' ;;
      --conf | -c)
        option=''
        case "$argument" in
          spark.master=*) setting=${argument#*=} ;;
        esac
        ;;
      *) option=$argument ;;
    esac
  done
  master=${flag:-${setting:-local[$usable_cores]}}
}

split_arguments "$@"
find_java
# One task has all cores and trains a replica on each of them: replicas in one task average in memory, in a millisecond.
submitted_master
threads='^local\[([1-9][0-9]*|\*)( *, *[0-9]+)?\]$'
if [ "$master" = local ]; then
  cores=1
elif [[ $master =~ $threads ]]; then
  cores=${BASH_REMATCH[1]/#\*/$usable_cores}
else
  fail "--master: expected local, local[N] or local[*], found $master; submit/standalone.sh and submit/yarn.sh are for clusters"
fi
find_spark
build_jar
# Everything stays on this machine; otherwise Spark listens on its public address.
export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
use_this_machine
command=("$SPARK_HOME/bin/spark-submit" --master "$master" --conf "spark.task.cpus=$cores" ${settings[@]+"${settings[@]}"}
  ${spark[@]+"${spark[@]}"} --class org.mnistspark.cli.Main "$jar" "${job[@]}")
if [ -z "$archive" ]; then
  add_submit_options "$logging" "$sharing"
  exec "${command[@]}"
fi
expect_signals
run_driver
exit "$code"
