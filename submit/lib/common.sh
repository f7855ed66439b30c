# shellcheck shell=bash
# What the scripts of submit/ share; sourced, not run. Bash 3.2 is enough.
# A script sets: script (its name in messages), project (the project's root).
# The functions set: job, spark (arrays of arguments), jar (the job's jar), SPARK_HOME, SPARK_CONF_DIR.
# shellcheck disable=SC2034 # The scripts read what is set here.
# shellcheck disable=SC2154 # The scripts set script and project.

fail() {
  echo "$script: $*" >&2
  exit 2
}

# Arguments before "--" to job, those after it to spark. Without a command the job trains.
split_arguments() {
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
  default_command
}

default_command() {
  case "${job[0]-}" in
    --version) ;;
    "" | -*) job=(train ${job[@]+"${job[@]}"}) ;;
  esac
}

# The same for a script of a cluster, whose own options may stand anywhere before "--". Sets executors, cores, memory (empty
# when not given), print (yes or empty), and through take_option whatever the script has besides: it gets NAME and VALUE and
# returns 1 for a name that is none of its options.
split_cluster_arguments() {
  local arguments=() name value
  executors='' cores='' memory='' print=''
  while [ $# -gt 0 ]; do
    case "$1" in
      --) break ;;
      --print) print=yes; shift; continue ;;
      --*=*) name=${1%%=*} value=${1#*=} ;;
      *) name=$1 value=${2-} ;;
    esac
    if own_option "$name"; then
      if [ "$1" = "$name" ]; then
        shift
        case "$value" in
          "" | --*) fail "$name: expected a value, found ${value:-none}" ;;
        esac
      fi
      [ -n "$value" ] || fail "$name: expected a value, found none"
      set_option "$name" "$value"
    else
      arguments+=("$1")
    fi
    shift
  done
  split_arguments ${arguments[@]+"${arguments[@]}"} "$@"
}

own_option() {
  case " --executors --cores --memory $script_options " in
    *" $1 "*) return 0 ;;
    *) return 1 ;;
  esac
}

set_option() {
  case "$1" in
    --executors) require_count "$1" "$2"; executors=$2 ;;
    --cores) require_count "$1" "$2"; cores=$2 ;;
    --memory) require_memory "$1" "$2"; memory=$2 ;;
    *) set_script_option "$1" "$2" ;;
  esac
}

require_count() {
  case "$2" in
    *[!0-9]* | 0*) fail "$1: expected a number greater than 0, found $2" ;;
  esac
}

require_memory() {
  case "${2%[mgMG]}" in
    "$2" | "" | *[!0-9]* | 0*) fail "$1: expected a size such as 2g or 512m, found $2" ;;
  esac
}

# Whether the job only prints something, so that it needs no cluster.
only_help() {
  local argument
  for argument in "${job[@]}"; do
    case "$argument" in
      -h | --help | -V | --version) return 0 ;;
    esac
  done
  return 1
}

has_option() {
  local name=$1 argument
  shift
  for argument in "$@"; do
    case "$argument" in
      "$name" | "$name="*) return 0 ;;
    esac
  done
  return 1
}

find_java() {
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "expected a JDK 17, found no $java; install one or set JAVA_HOME"
  local version
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
  [ "$version" = 17 ] || fail "expected Java 17, found $version ($java); set JAVA_HOME to a JDK 17"
}

find_jar() {
  if [ -d "$project/target" ]; then
    find "$project/target" -maxdepth 1 -name 'mnist-spark-*-job.jar' | head -n 1
  fi
}

# The job's jar: MNIST_SPARK_JAR as it is, else the project's, built when it is missing or older than its sources.
build_jar() {
  if [ -n "${MNIST_SPARK_JAR-}" ]; then
    jar=$MNIST_SPARK_JAR
    [ -f "$jar" ] || fail "expected MNIST_SPARK_JAR to be the job's jar, found no file $jar; unset it to build the job"
    return
  fi
  jar=$(find_jar)
  local stale=
  if [ -z "$jar" ] || [ ! -x "$project/target/spark/bin/spark-submit" ]; then
    stale=missing
  elif [ -n "$(find "$project/src/main" "$project/src/spark-home" "$project/conf/mnist.properties" "$project/pom.xml" -newer "$jar" -type f | head -n 1)" ]; then
    stale=older
  fi
  if [ -n "$stale" ]; then
    command -v "${java%java}javac" >/dev/null || fail "expected a JDK 17 with javac to build the job, found a runtime only; install the JDK"
    echo "$script: building the job (the first time it downloads Spark and DL4J, about 500 MB) ..." >&2
    local log="$project/target/build.log"
    mkdir -p "$project/target"
    if ! (cd "$project" && ./mvnw -B -ntp -q package -DskipTests -Dspotless.check.skip -Denforcer.skip >"$log" 2>&1); then
      tail -n 30 "$log" >&2
      fail "the build failed; its whole output is in $log"
    fi
    jar=$(find_jar)
  fi
}

find_spark() {
  export SPARK_HOME=${SPARK_HOME:-$project/target/spark}
  [ -x "$SPARK_HOME/bin/spark-submit" ] || fail "expected SPARK_HOME to have bin/spark-submit, found none in $SPARK_HOME; unset SPARK_HOME to use the assembled Spark"
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$project/conf}
}

# Fails when the Spark home lacks a cluster manager's module: require_spark_module yarn
require_spark_module() {
  ls "$SPARK_HOME"/jars/spark-"$1"_*.jar >/dev/null 2>&1 ||
    fail "expected a Spark with jars/spark-$1_*.jar, found none in $SPARK_HOME; set SPARK_HOME to a Spark 3.5 distribution"
}

# A run on several machines reads and writes what all of them see.
require_shared_folders() {
  if [ "${job[0]}" != train ] || only_help || has_option --config "${job[@]}"; then
    return
  fi
  local name
  for name in --data --output; do
    has_option "$name" "${job[@]}" ||
      fail "expected $name URI, found none; the executors run on other machines, so name a folder that all of them see, such as hdfs:///data/mnist"
  done
}

# The command as a line that a shell can run.
print_command() {
  printf '%q' "$1"
  shift
  printf ' %q' "$@"
  printf '\n'
}
