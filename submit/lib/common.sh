# shellcheck shell=bash
# What the scripts of submit/ share; sourced, not run. Bash 3.2 is enough.
# A script sets: script (its name in messages), project (the project's root).
# The functions set: job, spark (arrays of arguments), SPARK_HOME, SPARK_CONF_DIR, built (the folder of the build for that Spark),
# jar (the job's jar), command (an array), driver (its process).
# shellcheck disable=SC2034 # The scripts read what is set here.
# shellcheck disable=SC2154 # The scripts set script and project.

# Exported, it would lead every "cd" with a relative name elsewhere, in Maven's wrapper as well.
unset CDPATH

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
    case "${1%%=*}" in
      --conf | --deploy-mode | --driver-* | --executor-* | --files | --jars | --master | --num-executors | --packages | --properties-file | --queue)
        fail "${1%%=*}: expected options of spark-submit after --, found this one before it; write: $script [COMMAND] [OPTIONS] -- $1 ..."
        ;;
    esac
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

# Sets java, the command, and usable_cores.
find_java() {
  use_utf8
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  command -v "$java" >/dev/null || fail "expected a JDK 17 or 21, found no $java; install one or set JAVA_HOME"
  local version
  java_settings=$("$java" -XshowSettings:all -version 2>&1) || true
  version=$(setting 'java.specification.version = ' "$java_settings")
  case "$version" in
    17 | 21) ;;
    *) fail "expected Java 17 or 21, found ${version:-none} ($java); set JAVA_HOME to such a JDK" ;;
  esac
  # As many as the JVM takes: it knows the limits of a container and of taskset, and Spark refuses tasks of more cores than it has.
  usable_cores=$(setting 'Effective CPU Count: ' "$java_settings")
  usable_cores=${usable_cores:-$(getconf _NPROCESSORS_ONLN)}
}

setting() {
  printf '%s\n' "$2" | sed -n "s/^ *$1//p"
}

# Java takes the names of files for what the locale says; in that of cron, "C", those with other than ASCII letters do not exist.
use_utf8() {
  case "$(locale charmap 2>/dev/null)" in
    ANSI_X3.4-1968 | US-ASCII) ;;
    *) return ;;
  esac
  local utf8
  utf8=$(locale -a 2>/dev/null | grep -i -m 1 -E '^(C|en_US)\.utf-?8$') || return 0
  if [ -n "${LC_ALL-}" ]; then
    export LC_ALL=$utf8
  else
    export LC_CTYPE=$utf8
  fi
}

# Java has the number alone of a user id without a name, as containers have it, and takes "?" for its home, which Spark refuses.
# The job gives it a name (org.mnistspark.spark.session.Identity).
accept_nameless_user() {
  if ! id -un >/dev/null 2>&1; then
    add_submit_options "$(quoted "-Duser.home=${HOME:-/}")"
  fi
}

# Options for the java of spark-submit, which in client mode is the driver.
add_submit_options() {
  local options
  for options in "$@"; do
    if [ -n "$options" ]; then
      export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:+$SPARK_SUBMIT_OPTS }$options"
    fi
  done
}

# Spark's own processes have nobody to give them a name: require_user_name WHAT
require_user_name() {
  id -un >/dev/null 2>&1 ||
    fail "expected a user with a name, which $1 need, found the user id $(id -u) without one; add it to /etc/passwd, or use submit/local.sh, which needs none"
}

find_jar() {
  if [ -d "$built" ]; then
    find "$built" -maxdepth 1 -name 'mnist-spark-*-job.jar' | head -n 1
  fi
}

# The job's jar: MNIST_SPARK_JAR as it is, else the project's for the Spark that find_spark has found, built when it is missing or
# older than its sources.
build_jar() {
  if [ -n "${MNIST_SPARK_JAR-}" ]; then
    [ -f "$MNIST_SPARK_JAR" ] ||
      fail "expected MNIST_SPARK_JAR to be the job's jar, found no file $MNIST_SPARK_JAR; unset it to build the job"
    jar=$(spark_file "$MNIST_SPARK_JAR")
    return
  fi
  jar=$(find_jar)
  local stale=
  if [ -z "$jar" ] || [ ! -x "$built/spark/bin/spark-submit" ]; then
    stale=missing
  elif [ -n "$(find "$project/src/main" "$project/src/spark3" "$project/src/spark4" "$project/src/spark-home" "$project/conf/mnist.properties" "$project/pom.xml" -newer "$jar" -type f | head -n 1)" ]; then
    stale=older
  fi
  if [ -n "$stale" ]; then
    require_class_path "the project's folder" "$project"
    command -v "${java%java}javac" >/dev/null || fail "expected a JDK 17 or 21 with javac to build the job, found a runtime only; install the JDK"
    echo "$script: building the job (the first time it downloads Spark and DL4J, about 500 MB) ..." >&2
    local log="$built/build.log"
    mkdir -p "$built"
    if ! (cd "$project" && ./mvnw -B -ntp -q package ${profile:+"-P$profile"} -DskipTests -Dspotless.check.skip -Denforcer.skip >"$log" 2>&1); then
      tail -n 30 "$log" >&2
      fail "the build failed; its whole output is in $(printf '%q' "$log")"
    fi
    jar=$(find_jar)
  fi
  jar=$(spark_file "$jar")
}

absolute() {
  case "$1" in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
  esac
}

# A file for an option of Spark's, which takes "#" for a fragment, "," for the next file, and a pod template's name for a URI: as
# it is when no character of it is special, else as a URI.
spark_file() {
  local path uri='' character code i
  path=$(absolute "$1")
  # Bytes.
  local LC_ALL=C
  for ((i = 0; i < ${#path}; i++)); do
    character=${path:i:1}
    case "$character" in
      [a-zA-Z0-9/._+=@-]) ;;
      *)
        printf -v code '%d' "'$character"
        printf -v character '%%%02X' $((code & 255))
        ;;
    esac
    uri+=$character
  done
  case "$uri" in
    *%*) uri=file://$uri ;;
  esac
  printf '%s\n' "$uri"
}

# Without SPARK_HOME, the assembled Spark 3.5. Sets built and profile, which make the job's jar for the Spark that it finds.
find_spark() {
  built=$project/target profile=''
  SPARK_HOME=$(absolute "${SPARK_HOME:-$built/spark}")
  SPARK_CONF_DIR=$(absolute "${SPARK_CONF_DIR:-$project/conf}")
  export SPARK_HOME SPARK_CONF_DIR
  require_class_path SPARK_HOME "$SPARK_HOME"
  require_class_path SPARK_CONF_DIR "$SPARK_CONF_DIR"
  case "$SPARK_HOME" in
    # These come with the build.
    "$project/target/spark") ;;
    "$project/target/spark4/spark") use_spark4 ;;
    *)
      [ -x "$SPARK_HOME/bin/spark-submit" ] || fail "expected SPARK_HOME to have bin/spark-submit, found none in $SPARK_HOME; unset SPARK_HOME to use the assembled Spark"
      require_spark_version
      ;;
  esac
  accept_nameless_user
}

# Java separates the entries of a class path by ":", and takes "!/" for the end of a jar's name; nothing escapes them.
require_class_path() {
  case "$2/" in
    *:* | *!/*) fail "expected $1 without ':' and without '!' at the end of a folder's name, which Java cannot have on a class path, found $2; move or rename the folder" ;;
  esac
}

# For processes of this machine: the job's jar on Spark's own class path, behind Spark's, so that nobody copies it, and the
# settings as files instead of a folder on the class path. Then Java can share the classes that it loads (class data sharing),
# and starts in half the time; the archive of them is what the first training leaves when it ends. Sets settings (options of
# spark-submit), logging and sharing (options of java), and archive (the one that this run is to leave; empty for none).
use_this_machine() {
  local path=$jar version file
  case "$jar" in
    file://*) path=${MNIST_SPARK_JAR:-$(find_jar)} ;;
  esac
  path=$(absolute "$path")
  settings=() logging='' sharing='' archive=''
  case "$path" in
    # Java cannot have it on a class path.
    *:* | *!/*) return ;;
  esac
  export SPARK_DIST_CLASSPATH="${SPARK_DIST_CLASSPATH:+$SPARK_DIST_CLASSPATH:}$path"
  # What Spark calls an application that is on its class path.
  jar=spark-internal
  # Only the assembled Spark has no folder of settings, and only what is in these files can be handed over otherwise.
  if [ "$SPARK_HOME" != "$built/spark" ] || [ -n "${MNIST_SPARK_JAR-}${HADOOP_CONF_DIR-}${YARN_CONF_DIR-}" ]; then
    return
  fi
  for file in "$SPARK_CONF_DIR"/*; do
    case "${file##*/}" in
      spark-defaults.conf | log4j2.properties | mnist.properties | '*') ;;
      *) return 0 ;;
    esac
  done
  if [ -f "$SPARK_CONF_DIR/spark-defaults.conf" ]; then
    settings=(--properties-file "$SPARK_CONF_DIR/spark-defaults.conf")
  fi
  if [ -f "$SPARK_CONF_DIR/log4j2.properties" ]; then
    logging=$(quoted "-Dlog4j2.configurationFile=$(spark_file "$SPARK_CONF_DIR/log4j2.properties")")
  fi
  unset SPARK_CONF_DIR
  version=$(setting 'java.vm.version = ' "$java_settings")
  archive=$built/classes-${version//[!a-zA-Z0-9.+-]/_}.jsa
  if [ "$archive" -nt "$path" ]; then
    # Without the first, Java warns of an archive that it cannot use.
    sharing="-Xlog:disable $(quoted "-XX:SharedArchiveFile=$archive")"
    archive=''
  elif [ "${job[0]}" != train ] || ! [ -w "$built" ]; then
    archive=''
  fi
}

# As a word of a string of options, which Spark splits.
quoted() {
  local word=${1//\\/\\\\}
  printf '"%s"\n' "${word//\"/\\\"}"
}

# Runs the command beside this shell, and hands signals on, as expect_signals says. Sets code to its exit code. While it runs,
# driver is its process. The arguments are another command, to be run when it has been started.
run_driver() {
  local new="$archive.$$"
  add_submit_options "$logging" "$sharing" "${archive:+-Xlog:disable $(quoted "-XX:ArchiveClassesAtExit=$new")}"
  # A background process gets no standard input unless it is told so.
  "${command[@]}" <&0 &
  driver=$!
  "$@"
  # A signal ends "wait" early, with the driver still at work.
  until ended "$driver"; do
    wait "$driver" || true
  done
  code=0
  wait "$driver" || code=$?
  driver=''
  if [ "$code" = 143 ]; then
    code=$signal_code
  fi
  if [ -n "$archive" ]; then
    if [ "$code" = 0 ] && [ -f "$new" ]; then
      mv -f "$new" "$archive"
    else
      rm -f "$new"
    fi
  fi
}

# shellcheck disable=SC2317 # Traps call it.
# The job gets the first signal alone: it may save its work while it still has a cluster. Background processes are started deaf
# to Ctrl-C.
interrupted() {
  signals=$((signals + 1))
  if [ -z "$driver" ]; then
    exit "$1"
  elif [ "$signals" = 1 ]; then
    signal_code=$1
    kill -TERM "$driver" 2>/dev/null || true
  else
    kill -KILL "$driver" 2>/dev/null || true
  fi
}

expect_signals() {
  driver='' signals=0 signal_code=143
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM HUP
}

ended() {
  ! kill -0 "$1" 2>/dev/null
}

# Classes of another Spark or Scala would fail to link, somewhere. A home without these files is left to the job, which asks Spark.
require_spark_version() {
  local core found=''
  for core in "$SPARK_HOME"/jars/spark-core_*.jar; do
    found=${core##*/spark-core_}
    found=${found%.jar}
  done
  case "$found" in
    2.12-3.5.*) return ;;
    2.13-4.2.*) use_spark4; return ;;
    "*")
      [ -f "$SPARK_HOME/RELEASE" ] || return 0
      found=$(sed -n 's/^Spark \([^ ]*\).*/\1/p' "$SPARK_HOME/RELEASE")
      case "$found" in
        "" | 3.5.*) return ;;
        4.2.*) use_spark4; return ;;
      esac
      ;;
    *) found="${found#*-} for Scala ${found%%-*}" ;;
  esac
  fail "expected a Spark 3.5 for Scala 2.12 or a Spark 4.2 for Scala 2.13, found Spark $found in $SPARK_HOME; set SPARK_HOME to such a one, or unset it to use the assembled Spark"
}

use_spark4() {
  built=$project/target/spark4 profile=spark4
}

# Fails when the Spark home lacks a cluster manager's module: require_spark_module yarn
require_spark_module() {
  ls "$SPARK_HOME"/jars/spark-"$1"_*.jar >/dev/null 2>&1 ||
    fail "expected a Spark with jars/spark-$1_*.jar, found none in $SPARK_HOME; set SPARK_HOME to a whole distribution of Spark"
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
