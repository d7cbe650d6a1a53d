#!/bin/sh
# What became of a job of PBS: running, success or failed. A job that its server has forgotten has failed.
case $(qstat -x -f "$1" 2>&1) in
  *"Unknown Job"*) echo failed ;;
  *"job_state = F"*"Exit_status = 0"*) echo success ;;
  *"job_state = F"*) echo failed ;;
  *) echo running ;;
esac
