#!/usr/bin/env bash
# Runs the job on this machine's cores: submit/local.sh [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]
# Without arguments, or with options alone, it trains. Builds the jar when it is missing or older than its sources.
set -euo pipefail

script=local.sh
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$project/submit/lib/common.sh"

usage() {
  cat <<'TEXT'
Usage: submit/local.sh [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]

Trains MNIST on this machine (--master local[*]). Without arguments it uses data/mnist, or downloads MNIST,
or, offline, draws synthetic digits; results land in runs/.

  submit/local.sh                          train with the defaults of conf/mnist.properties
  submit/local.sh train --epochs 3         train with other settings
  submit/local.sh train --help             all settings
  submit/local.sh evaluate --model runs/ID/model.zip --data data/mnist
  submit/local.sh predict --model runs/ID/model.zip --input data/mnist --output predictions
  submit/local.sh data fetch               download MNIST into data/mnist
  submit/local.sh train -- --driver-memory 4g

Environment: JAVA_HOME (JDK 17), SPARK_HOME (Spark 3.5 for Scala 2.12; without it, one is assembled by the build),
SPARK_CONF_DIR (default: this project's conf).
TEXT
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac

split_arguments "$@"
find_java
build_jar
find_spark
# Everything stays on this machine; otherwise Spark listens on its public address.
export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
# One task has all cores and trains a replica on each of them: replicas in one task average in memory, in a millisecond.
# As many as the JVM takes: it knows the limits of a container, and Spark refuses tasks of more cores than it has.
cores=$("$java" -XshowSettings:system -version 2>&1 | sed -n 's/^ *Effective CPU Count: *//p')
cores=${cores:-$(getconf _NPROCESSORS_ONLN)}
exec "$SPARK_HOME/bin/spark-submit" --master "local[$cores]" --conf "spark.task.cpus=$cores" ${spark[@]+"${spark[@]}"} \
  --class org.mnistspark.cli.Main "$jar" "${job[@]}"
