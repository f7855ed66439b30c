#!/usr/bin/env bash
# Runs the job on Kubernetes.
set -euo pipefail

script=kubernetes/submit.sh
# The file itself, not a link to it. An exported CDPATH would lead "cd" elsewhere.
self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case "$link" in
    /*) self=$link ;;
    *) self=$(dirname -- "$self")/$link ;;
  esac
done
project=$(unset CDPATH && cd -P -- "$(dirname -- "$self")/../.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../lib/common.sh
. "$project/submit/lib/common.sh"

usage() {
  cat <<'TEXT'
Usage: submit/kubernetes/submit.sh --master URL --image IMAGE [CLUSTER OPTIONS] [COMMAND] [OPTIONS] [-- SPARK-SUBMIT-OPTIONS]

Runs the job on Kubernetes, the executors in pods. Without a command it trains. The image is that of the Dockerfile beside this script;
data and runs are on the volume of the claim mnist-spark, which all pods mount at /mnist-spark. See README.md there.

  --master URL            k8s://https://HOST:PORT of the Kubernetes API
  --image IMAGE           image with Spark and the job's jar
  --deploy-mode MODE      cluster: the driver runs in a pod (default); client: it runs here
  --namespace NAME        namespace (default: default)
  --service-account NAME  account under which the driver starts executors (default mnist-spark)
  --executors N           executors (default 2)
  --cores C               cores of each executor (default 1)
  --memory M              heap of each executor (default: spark.executor.memory of spark-defaults.conf)
  --print                 print the spark-submit command and run nothing

  submit/kubernetes/submit.sh --master k8s://https://10.0.0.1:6443 --image registry.example.org/mnist-spark:0.1.0 --executors 4 --cores 4 \
    train --data file:///mnist-spark/data/mnist --output file:///mnist-spark/runs

Connections between driver and executors are authenticated and encrypted; Spark makes the secret itself.

In client mode the exit code is the job's, and Ctrl-C or SIGTERM go to it. Executors must reach this machine (-- --conf
spark.driver.host=ADDRESS), and the folders of --data and --output must be here as they are in the pods. In cluster mode the exit code
says whether the job was submitted, not how it ended: Spark 3.5 returns 0 when the driver's pod fails. A finished run has the file
_SUCCESS.

Environment: SPARK_HOME (a distribution of Spark 3.5 for Scala 2.12 or of Spark 4.2 for Scala 2.13), JAVA_HOME (JDK 17 or 21),
SPARK_CONF_DIR (default: this project's conf), MNIST_SPARK_JAR (client mode: the job's jar; without it, the script builds it). Spark finds the
cluster's credentials where kubectl does.
TEXT
}

case "${1-}" in
  -h | --help) usage; exit 0 ;;
esac

master='' image='' deploy_mode=cluster namespace=default account=mnist-spark
script_options='--master --image --deploy-mode --namespace --service-account'
# shellcheck disable=SC2317 # common.sh calls it.
set_script_option() {
  case "$1" in
    --master)
      case "$2" in
        k8s://*) master=$2 ;;
        *) fail "--master: expected k8s://https://HOST:PORT, found $2" ;;
      esac
      ;;
    --image) image=$2 ;;
    --deploy-mode)
      case "$2" in
        client | cluster) deploy_mode=$2 ;;
        *) fail "--deploy-mode: expected client or cluster, found $2" ;;
      esac
      ;;
    --namespace) namespace=$2 ;;
    --service-account) account=$2 ;;
  esac
}

split_cluster_arguments "$@"
[ -n "$master" ] || fail "expected --master k8s://https://HOST:PORT, found none; kubectl cluster-info shows the address"
[ -n "$image" ] || fail "expected --image IMAGE, found none; build it from submit/kubernetes/Dockerfile"
require_shared_folders
find_java
find_spark
if [ "$deploy_mode" = client ]; then
  build_jar
else
  jar=local:///opt/mnist-spark/mnist-spark-job.jar
fi
require_spark_module kubernetes
if [ "$deploy_mode" = cluster ]; then
  require_user_name 'submissions in cluster mode'
fi

here="$project/submit/kubernetes"
command=("$SPARK_HOME/bin/spark-submit" --master "$master" --deploy-mode "$deploy_mode" --name mnist-spark
  --conf "spark.kubernetes.namespace=$namespace"
  --conf "spark.kubernetes.authenticate.driver.serviceAccountName=$account"
  --conf "spark.kubernetes.container.image=$image"
  --conf "spark.kubernetes.driver.podTemplateFile=$(spark_file "$here/driver.yaml")"
  --conf "spark.kubernetes.executor.podTemplateFile=$(spark_file "$here/executor.yaml")"
  --conf "spark.executor.instances=${executors:-2}"
  # A task has all cores of its executor and trains a replica on each: replicas in one task average in memory.
  --conf "spark.executor.cores=${cores:-1}" --conf "spark.task.cpus=${cores:-1}"
  # Every change of the driver's pod is reported at once; this is how often it is said that there was none.
  --conf spark.kubernetes.report.interval=60s
  --conf spark.authenticate=true --conf spark.network.crypto.enabled=true)
if [ -n "$memory" ]; then
  command+=(--executor-memory "$memory")
fi
command+=(${spark[@]+"${spark[@]}"} --class org.mnistspark.cli.Main "$jar" "${job[@]}")

if [ -n "$print" ]; then
  print_command "${command[@]}"
  exit 0
fi
exec "${command[@]}"
