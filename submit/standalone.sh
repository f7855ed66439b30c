#!/usr/bin/env bash
# Runs the job on a standalone cluster: one that the script starts on this machine and stops afterwards, or an existing one.
set -euo pipefail

script=standalone.sh
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
Usage: submit/standalone.sh [CLUSTER OPTIONS] [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]

Starts a standalone cluster on this machine, reachable only from this machine, runs the job on it and stops it. With
--master, it submits to an existing cluster instead and starts nothing. Without a command, it trains.

  --executors N   executors, each in a worker process of its own (default 2)
  --cores C       cores of each executor (default: those available to the script on this machine, divided by the executors)
  --memory M      heap of each executor (default 2g)
  --master URL    spark://HOST:PORT of an existing cluster. --executors then needs --cores, and whatever is left out is
                  the cluster's choice: all its workers, all cores of each, one core per task
  --print         print the spark-submit command and run nothing

  submit/standalone.sh                                   train on 2 executors
  submit/standalone.sh --executors 4 --cores 2 train --epochs 3
  submit/standalone.sh --master spark://head:7077 --executors 8 --cores 4 train --data hdfs:///data/mnist --output hdfs:///runs
  submit/standalone.sh train --help                      all settings of the job

A cluster that the script starts authenticates and encrypts its connections, with the secret in MNIST_SPARK_SECRET or a new random one.
For an existing cluster with a secret, set MNIST_SPARK_SECRET to that secret.

The first Ctrl-C or SIGTERM goes to the job, which stops after a checkpoint; a second one kills it. The exit code is the job's.

Environment: JAVA_HOME (JDK 17 or 21), SPARK_HOME (Spark 3.5 for Scala 2.12, or Spark 4.2 for Scala 2.13; without it, the
build assembles a Spark 3.5), SPARK_CONF_DIR (default: this project's conf), MNIST_SPARK_JAR (the job's jar; without it, the script builds it), MNIST_SPARK_SECRET,
TMPDIR (logs and scratch files of the cluster).
TEXT
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac

master=''
script_options=--master
# shellcheck disable=SC2317 # common.sh calls it.
set_script_option() {
  case "$2" in
    spark://*:*) master=$2 ;;
    *) fail "--master: expected spark://HOST:PORT, found $2" ;;
  esac
}

split_cluster_arguments "$@"
if [ -n "$master" ] && [ -n "$executors" ] && [ -z "$cores" ]; then
  fail "expected --cores C with --executors on an existing cluster, found none; say how many cores each executor gets"
fi
if [ -z "$master" ] && has_option --properties-file ${spark[@]+"${spark[@]}"}; then
  fail "expected settings in SPARK_CONF_DIR, found --properties-file, which would replace the cluster's secret; set SPARK_CONF_DIR to a folder with your spark-defaults.conf"
fi
case "${MNIST_SPARK_SECRET-}" in
  *[![:graph:]]* | *\\*) fail "expected MNIST_SPARK_SECRET without spaces and backslashes, found one" ;;
esac

find_java
find_spark
build_jar

if [ -z "$master" ]; then
  executors=${executors:-2}
  memory=${memory:-2g}
  if [ -z "$cores" ]; then
    cores=$((usable_cores / executors))
    [ "$cores" -gt 0 ] || cores=1
  fi
fi

settings=() logging='' sharing='' archive=''
# The command for a master's URL, as the array command.
submit_to() {
  command=("$SPARK_HOME/bin/spark-submit" --master "$1")
  if [ -n "$cores" ]; then
    # A task has all cores of its executor and trains a replica on each: replicas in one task average in memory.
    command+=(--conf "spark.executor.cores=$cores" --conf "spark.task.cpus=$cores")
  fi
  if [ -n "$executors" ]; then
    # Also what Spark waits for before the first task: without it, the first executor would train alone.
    command+=(--conf "spark.cores.max=$((executors * cores))")
  fi
  if [ -n "$memory" ]; then
    command+=(--executor-memory "$memory")
  fi
  command+=(${settings[@]+"${settings[@]}"} ${spark[@]+"${spark[@]}"} --class org.mnistspark.cli.Main "$jar" "${job[@]}")
}

if [ -n "$print" ]; then
  submit_to "${master:-spark://127.0.0.1:PORT}"
  print_command "${command[@]}"
  exit 0
fi
if [ -z "$master" ] && only_help; then
  exec "$SPARK_HOME/bin/spark-submit" --master local --class org.mnistspark.cli.Main "$jar" "${job[@]}"
fi

if [ -z "$master" ]; then
  require_user_name 'executors'
fi
temporary=$(absolute "${TMPDIR:-/tmp}")
[ -d "$temporary" ] && [ -w "$temporary" ] || fail "expected TMPDIR to be a folder to write to, found $temporary; set it to one"
case "$temporary" in
  *,*) fail "expected TMPDIR without ',', by which Spark separates folders, found $temporary; set it to another folder" ;;
esac
require_class_path TMPDIR "$temporary"

scratch=''
daemons=()

# shellcheck disable=SC2317 # Traps call it.
# Logs stay when something failed; the secret and the copies of the job's jar never do.
finish() {
  local code=$? daemon
  trap '' INT TERM HUP
  for daemon in ${driver:+"$driver"} ${daemons[@]+"${daemons[@]}"}; do
    kill -TERM "$daemon" 2>/dev/null || true
  done
  # A worker gives its executors ten seconds before it kills them.
  for daemon in ${driver:+"$driver"} ${daemons[@]+"${daemons[@]}"}; do
    wait_for 150 ended "$daemon" || kill -KILL "$daemon" 2>/dev/null || true
  done
  if [ -n "$scratch" ] && [ -d "$scratch" ]; then
    if [ "$code" = 1 ] && [ ${#daemons[@]} -gt 0 ]; then
      rm -rf "$scratch/conf" "$scratch/local"
      find "$scratch" -name '*.jar' -type f -delete
      printf "%s: the cluster's logs are in %q\n" "$script" "$scratch" >&2
    else
      rm -rf "$scratch"
    fi
  fi
  exit "$code"
}

# Tries a command for so many tenths of a second: wait_for TENTHS COMMAND [ARGUMENT ...]
wait_for() {
  local left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.1
  done
}

# A folder of settings: the user's, and the secret, for nobody else to read.
write_conf() {
  local secret=$1 umask_before
  umask_before=$(umask)
  umask 077
  mkdir "$scratch/conf"
  if [ -d "$conf" ]; then
    cp -R "$conf/." "$scratch/conf"
  fi
  {
    if [ -f "$conf/spark-defaults.conf" ]; then
      cat "$conf/spark-defaults.conf"
      echo
    fi
    echo "spark.authenticate                  true"
    echo "spark.authenticate.secret           $secret"
    echo "spark.network.crypto.enabled        true"
    # Clients that cannot encrypt with AES are refused instead of served in SASL's older way.
    echo "spark.network.crypto.saslFallback   false"
    # The JDK's AES. The default's native library would leave a copy of itself in /tmp for every process that is killed.
    echo "spark.network.crypto.config.cipher.classes  org.apache.commons.crypto.cipher.JceCipher"
    if [ -z "$master" ]; then
      # This driver shares its cores with the executors and computes little: the quick compiler is enough for it.
      echo "spark.driver.defaultJavaOptions     -XX:TieredStopAtLevel=1"
      echo "spark.executor.defaultJavaOptions   $logging $sharing"
    fi
  } >"$scratch/defaults"
  rm -f "$scratch/conf/spark-defaults.conf"
  mv "$scratch/defaults" "$scratch/conf/spark-defaults.conf"
  chmod 600 "$scratch/conf/spark-defaults.conf"
  umask "$umask_before"
  if [ ${#settings[@]} -gt 0 ]; then
    settings=(--properties-file "$scratch/conf/spark-defaults.conf")
  else
    export SPARK_CONF_DIR="$scratch/conf"
  fi
}

start_daemon() {
  local log=$1
  shift
  "$SPARK_HOME/bin/spark-class" "$@" ${settings[@]+"${settings[@]}"} >"$scratch/$log.log" 2>&1 </dev/null &
  daemons+=($!)
}

# Waits until a daemon's log has a text: await LOG PROCESS TEXT
await() {
  local log="$scratch/$1.log"
  if ! wait_for 600 said_or_ended "$log" "$2" "$3" || ! grep -q "$3" "$log"; then
    tail -n 20 "$log" >&2
    echo "$script: expected the $1 to say '$3' within 60 seconds, found the lines above" >&2
    exit 1
  fi
}

# shellcheck disable=SC2317 # wait_for calls it.
said_or_ended() {
  grep -q "$3" "$1" 2>/dev/null || ended "$2"
}

start_cluster() {
  # The daemons say at level info that they are up; the user's log settings hold for driver and executors.
  cat >"$scratch/daemon-log4j2.properties" <<'TEXT'
rootLogger.level = info
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{yy/MM/dd HH:mm:ss} %p %c{1}: %m%n%ex
TEXT
  export SPARK_DAEMON_JAVA_OPTS="${SPARK_DAEMON_JAVA_OPTS:--XX:+UseSerialGC -XX:TieredStopAtLevel=1} $sharing -Dlog4j2.configurationFile=$(spark_file "$scratch/daemon-log4j2.properties")"
  # Everything stays on this machine, and scratch files where they will be removed.
  export SPARK_LOCAL_IP=127.0.0.1
  export SPARK_LOCAL_DIRS=${SPARK_LOCAL_DIRS:-$scratch/local}
  # The system picks the ports; the log has the master's.
  start_daemon master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0
  # A worker that comes before that tries again only seconds later.
  await master "$!" 'elected leader'
  master=$(sed -n 's|.*Starting Spark master at \(spark://[^ ]*\).*|\1|p' "$scratch/master.log" | head -n 1)
  local i
  for ((i = 1; i <= executors; i++)); do
    start_daemon "worker-$i" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores "$cores" --memory "$memory" \
      --webui-port 0 --work-dir "$scratch/work-$i" "$master"
  done
}

# The driver waits for its executors as well, but for longer, and not with the workers' own words.
await_workers() {
  local i
  for ((i = 1; i < ${#daemons[@]}; i++)); do
    await "worker-$i" "${daemons[$i]}" 'Successfully registered with master'
  done
}

expect_signals
trap finish EXIT
scratch=$(mktemp -d "$temporary/mnist-spark.XXXXXX")
secret=${MNIST_SPARK_SECRET-}
unset MNIST_SPARK_SECRET
conf=$SPARK_CONF_DIR
if [ -z "$master" ]; then
  use_this_machine
  write_conf "${secret:-$(od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n')}"
  start_cluster
else
  case "$master" in
    spark://127.0.0.1:* | spark://localhost:*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  esac
  if [ -n "$secret" ]; then
    write_conf "$secret"
  fi
fi

submit_to "$master"
run_driver await_workers
exit "$code"
