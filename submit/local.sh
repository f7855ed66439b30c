#!/usr/bin/env bash
# Runs the job on this machine's cores: submit/local.sh [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]
# Without arguments, or with options alone, it trains. Builds the jar when it is missing or older than its sources.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  cat <<'TEXT'
Usage: submit/local.sh [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]

Trains MNIST on this machine (--master local[*]). Without arguments it uses data/mnist, or downloads MNIST,
or, offline, draws synthetic digits; results land in runs/.

  submit/local.sh                          train with the defaults of conf/mnist.properties
  submit/local.sh train --epochs 3         train with other settings
  submit/local.sh train --help             all settings
  submit/local.sh evaluate --model runs/ID/model.zip --data data/mnist
  submit/local.sh data fetch               download MNIST into data/mnist
  submit/local.sh train -- --driver-memory 4g

Environment: JAVA_HOME (JDK 17), SPARK_HOME (Spark 3.5 for Scala 2.12; without it, one is assembled by the build),
SPARK_CONF_DIR (default: this project's conf).
TEXT
}

fail() {
  echo "local.sh: $*" >&2
  exit 2
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac

job=()
spark=()
while [ $# -gt 0 ]; do
  if [ "$1" = "--" ]; then
    shift
    spark=("$@")
    break
  fi
  job+=("$1")
  shift
done
case "${job[0]-}" in
  --version) ;;
  "" | -*) job=(train ${job[@]+"${job[@]}"}) ;;
esac

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
command -v "$java" >/dev/null || fail "expected a JDK 17, found no $java; install one or set JAVA_HOME"
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
[ "$version" = 17 ] || fail "expected Java 17, found $version ($java); set JAVA_HOME to a JDK 17"

find_jar() {
  if [ -d "$project/target" ]; then
    find "$project/target" -maxdepth 1 -name 'mnist-spark-*-job.jar' | head -n 1
  fi
}

jar=$(find_jar)
stale=
if [ -z "$jar" ] || [ ! -x "$project/target/spark/bin/spark-submit" ]; then
  stale=missing
elif [ -n "$(find "$project/src/main" "$project/src/spark-home" "$project/conf/mnist.properties" "$project/pom.xml" -newer "$jar" -type f | head -n 1)" ]; then
  stale=older
fi
if [ -n "$stale" ]; then
  command -v "${java%java}javac" >/dev/null || fail "expected a JDK 17 with javac to build the job, found a runtime only; install the JDK"
  echo "local.sh: building the job (the first time it downloads Spark and DL4J, about 500 MB) ..." >&2
  log="$project/target/build.log"
  mkdir -p "$project/target"
  if ! (cd "$project" && ./mvnw -B -ntp -q package -DskipTests -Dspotless.check.skip -Denforcer.skip >"$log" 2>&1); then
    tail -n 30 "$log" >&2
    fail "the build failed; its whole output is in $log"
  fi
  jar=$(find_jar)
fi

export SPARK_HOME=${SPARK_HOME:-$project/target/spark}
[ -x "$SPARK_HOME/bin/spark-submit" ] || fail "expected SPARK_HOME to have bin/spark-submit, found none in $SPARK_HOME; unset SPARK_HOME to use the assembled Spark"
export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$project/conf}
# Everything stays on this machine; otherwise Spark listens on its public address.
export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
# One task has all cores and trains a replica on each of them: replicas in one task average in memory, in a millisecond.
cores=$(getconf _NPROCESSORS_ONLN)
exec "$SPARK_HOME/bin/spark-submit" --master 'local[*]' --conf "spark.task.cpus=$cores" ${spark[@]+"${spark[@]}"} \
  --class org.mnistspark.cli.Main "$jar" "${job[@]}"
