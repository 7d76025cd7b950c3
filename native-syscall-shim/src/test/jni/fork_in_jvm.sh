#!/bin/bash
# Forks real JVMs in premain and looks whether the program goes on in the child.
#   fork_in_jvm.sh [runs] [java home ...]      20 runs of each configuration; the java on the path
# Prints one line per configuration; a failed run keeps its directory and says how to repeat it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
main=$here/../../main/c
runs=${1:-20}
shift
homes=("$@")
[ ${#homes[@]} -gt 0 ] || homes=("$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")")
work=$(mktemp -d /tmp/fork-in-jvm.XXXXXX)
failed=0
declare -A seen

gcc -std=gnu11 -O2 -g -fPIC -fvisibility=hidden -pthread -Wall -Wextra -Werror -D_GNU_SOURCE -I"$main" -I"${homes[0]}/include" \
    -I"${homes[0]}/include/linux" -shared -Wl,-z,now -o "$work/libfork.so" "$here/fork_jni.c" "$main"/fork_*.c "$main"/maps_linux.c \
    "$main"/coordinator.c "$main"/scribe.c "$main"/watchdog.c "$main"/arch_x86_64.S -ldl || exit 1

one_run() { # home options threads forks
    local dir=$work/$5 code=$((RANDOM % 90 + 1))
    mkdir -p "$dir"
    local arguments=("$code")
    [ "$4" -gt 0 ] && arguments+=("$4")
    local expected="first second 50000 -144 599997 child"
    [ "$4" -gt 0 ] && expected="$expected forks"
    local command=("$1/bin/java" $2 -XX:ErrorFile="$dir/hs_err.log" -Xmx96m -javaagent:"$work/agent.jar=$work/libfork.so,$3" -cp "$work/classes" ForkGuest "${arguments[@]}")
    printf '%q ' "${command[@]}" >"$dir/command"
    printf 'first\nsecond\n' | timeout 120 "${command[@]}" >"$dir/out" 2>"$dir/err"
    local status=${PIPESTATUS[1]}
    if [ "$status" = "$code" ] && [ "$(cat "$dir/out")" = "$expected"$'\nhook' ]; then
        rm -r "$dir"
    else
        echo "  failed: status $status, expected $code; $dir: $(head -c 300 "$dir/out" | tr '\n' '|') $(head -c 300 "$dir/err" | tr '\n' '|')"
        return 1
    fi
}

await() { # text file
    for ((try = 0; try < 300; try++)); do
        grep -q "$1" "$2" && return
        sleep 0.1
    done
    echo "  failed: no '$1' in $2"
    return 1
}

# SIGQUIT and SIGTERM sent to the process that was started reach the program: a thread dump, a regular end.
signals() { # home
    local dir=$work/$(basename "$1")-signals
    mkdir "$dir"
    mkfifo "$dir/input"
    "$1/bin/java" -Xmx96m -javaagent:"$work/agent.jar=$work/libfork.so,1" -cp "$work/classes" ForkGuest <"$dir/input" >"$dir/out" 2>"$dir/err" &
    local pid=$! result=0 status
    exec 9>"$dir/input"
    await reading "$dir/err" || result=1
    kill -QUIT $pid
    await "Full thread dump" "$dir/out" || result=1
    kill -TERM $pid
    wait $pid
    status=$?
    exec 9>&-
    [ $status = 143 ] || { echo "  failed: status $status, expected 143; $dir"; result=1; }
    [ $result = 0 ] && rm -r "$dir"
    return $result
}

for home in "${homes[@]}"; do
    if [ ! -d "$work/classes" ]; then # class files of the oldest JDK given run on all
        mkdir "$work/classes"
        "$home/bin/javac" -d "$work/classes" "$here"/Fork*.java || exit 1
        printf 'Premain-Class: ForkAgent\n' >"$work/manifest"
        "$home/bin/jar" cfm "$work/agent.jar" "$work/manifest" -C "$work/classes" . || exit 1
    fi
    signals "$home" && echo "$(basename "$home") signals: good" || failed=1
    for options in ${COLLECTORS:--XX:+UseSerialGC -XX:+UseParallelGC -XX:+UseG1GC}; do
        for threads in ${THREADS:-0 1 10 100}; do
            [ $threads -gt 10 ] && forks=0 || forks=${FORKS:-2}
            [[ $options == *ZGC ]] && forks=0 # both sides go on: refused
            good=0
            for ((run = 0; run < runs; run++)); do
                one_run "$home" "$options" $threads $forks "$(basename "$home")-${options##*Use}-$threads-$run" && good=$((good + 1)) || failed=1
            done
            echo "$(basename "$home") ${options##*Use} threads=$threads forks=$forks: $good of $runs"
        done
    done
done
[ $failed = 0 ] && rm -r "$work"
exit $failed
