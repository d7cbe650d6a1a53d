#!/bin/sh
# What became of a job of Grid Engine: running, success or failed. A job that cannot start (state E) has failed.
if job=$(qstat -j "$1" 2> /dev/null); then
  case $job in
    *"error reason"*) qdel "$1" > /dev/null; echo failed ;;
    *) echo running ;;
  esac
elif job=$(qacct -j "$1" 2> /dev/null | grep -E '^(failed|exit_status) '); then
  echo "$job" | grep -qvE '^[a-z_]+ +0( |$)' && echo failed || echo success
else
  echo running # it is over, and the accounting has not written it down yet
fi
