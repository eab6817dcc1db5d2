@echo off
rem Double-click to install what is missing and start Fabula.
cd /d "%~dp0"
set "FABULA_PYTHON=python"
where py >nul 2>nul && set "FABULA_PYTHON=py -3"
%FABULA_PYTHON% scripts\dev.py run %*
if errorlevel 1 pause
