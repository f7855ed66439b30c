#!/usr/bin/env bash
# Runs the job on YARN.
set -euo pipefail

script=yarn.sh
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
Usage: submit/yarn.sh [CLUSTER OPTIONS] [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]

Runs the job on the YARN cluster that HADOOP_CONF_DIR describes. Without a command, it trains.

  --deploy-mode MODE  client: the driver runs here (default); cluster: it runs in the cluster
  --executors N       executors (default 2)
  --cores C           cores of each executor (default 1)
  --memory M          heap of each executor (default: spark.executor.memory of spark-defaults.conf)
  --print             print the spark-submit command and run nothing

  submit/yarn.sh --executors 4 --cores 4 train --data hdfs:///data/mnist --output hdfs:///runs
  submit/yarn.sh --deploy-mode cluster train --data hdfs:///data/mnist --output hdfs:///runs -- --queue research
  submit/yarn.sh train --help                                all settings of the job

Connections between driver and executors are authenticated and encrypted; Spark makes the secret itself.

In client mode the exit code is the job's, and Ctrl-C or SIGTERM go to it. In cluster mode it is 0 or 1, and "yarn application -kill ID"
stops the job. With --resume, YARN may start the driver a second time; that one continues from the last checkpoint.

Environment: HADOOP_CONF_DIR (or YARN_CONF_DIR: the folder with core-site.xml and yarn-site.xml), SPARK_HOME (a
distribution of Spark 3.5 for Scala 2.12 or of Spark 4.2 for Scala 2.13), JAVA_HOME (JDK 17 or 21), SPARK_CONF_DIR (default: this project's conf), MNIST_SPARK_JAR (the job's jar; without
it, the script builds it).
TEXT
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac

deploy_mode=client
script_options=--deploy-mode
# shellcheck disable=SC2317 # common.sh calls it.
set_script_option() {
  case "$2" in
    client | cluster) deploy_mode=$2 ;;
    *) fail "--deploy-mode: expected client or cluster, found $2" ;;
  esac
}

split_cluster_arguments "$@"
require_shared_folders

hadoop=${HADOOP_CONF_DIR:-${YARN_CONF_DIR-}}
[ -n "$hadoop" ] || fail "expected HADOOP_CONF_DIR to name the folder of the cluster's settings, found none; set it, such as HADOOP_CONF_DIR=/etc/hadoop/conf"
[ -d "$hadoop" ] || fail "expected HADOOP_CONF_DIR to be a folder, found none at $hadoop"
for file in core-site.xml yarn-site.xml; do
  [ -f "$hadoop/$file" ] || fail "expected $file in HADOOP_CONF_DIR, found none in $hadoop; copy the cluster's settings there"
done
find_java
find_spark
build_jar
require_spark_module yarn
if [ "$deploy_mode" = cluster ]; then
  require_user_name 'submissions in cluster mode'
fi

command=("$SPARK_HOME/bin/spark-submit" --master yarn --deploy-mode "$deploy_mode"
  --num-executors "${executors:-2}"
  # A task has all cores of its executor and trains a replica on each: replicas in one task average in memory.
  --executor-cores "${cores:-1}" --conf "spark.task.cpus=${cores:-1}"
  --conf spark.authenticate=true --conf spark.network.crypto.enabled=true)
if ! has_option --resume "${job[@]}"; then
  # A second attempt of the driver would find the run directory of the first.
  command+=(--conf spark.yarn.maxAppAttempts=1)
fi
if [ -n "$memory" ]; then
  command+=(--executor-memory "$memory")
fi
command+=(${spark[@]+"${spark[@]}"} --class org.mnistspark.cli.Main "$jar" "${job[@]}")

if [ -n "$print" ]; then
  print_command "${command[@]}"
  exit 0
fi
exec "${command[@]}"
