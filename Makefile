# Everything a person types. `make run` and `make test` set up what they need; a second time they start at once.

JOBS ?= 2
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

python := .venv/bin/python
charts := static/vendor/echarts.common.min.js
sources := $(wildcard feedback/translations/*/LC_MESSAGES/messages.po)
catalogues := $(sources:.po=.mo)

# An environment whose Python is gone (the system was upgraded) is no environment.
ifneq ($(wildcard .venv/bin/python),)
  ifneq ($(shell $(python) -c 'print(1)' 2>/dev/null),1)
    $(shell rm -rf .venv)
  endif
endif

.PHONY: help run restore test check bench proof lock translations clean charts chromium
.DELETE_ON_ERROR:

help:
	@echo "make run           启动：网页 + 后台进程，首次运行自动安装并填入演示数据   start everything"
	@echo "make restore       从备份恢复：FILE=备份 KEYS=密钥 ERASURES=删除记录          restore a backup, see docs/backup.md"
	@echo "make test          全部测试：SQLite、PostgreSQL、Redis、Chromium          every test"
	@echo "make check         格式、类型、分层、文档（一分钟以内）                    lint, types, contracts"
	@echo "make bench         测量速度                                                 measure"
	@echo "make proof         按要求的次数验证每一条承诺                               every promise at its full n"
	@echo "make lock          更新锁定的依赖   make translations  更新翻译   make clean  清理"

run: .venv/run.stamp $(catalogues) charts
	@exec $(python) -m flask --app app serve

restore: .venv/run.stamp $(catalogues)
	@$(python) -m flask --app app restore "$(FILE)" $(if $(KEYS),--keys "$(KEYS)") $(if $(ERASURES),--erasures "$(ERASURES)")

test: .venv/dev.stamp $(catalogues) charts chromium
	@echo "测试：SQLite、真实的 PostgreSQL 和 Redis、真实的浏览器、杀进程。大约十分钟。"
	@$(python) -m pytest -n $(JOBS) --dist loadscope

check: .venv/dev.stamp $(catalogues)
	@$(python) -m ruff format --check .
	@$(python) -m ruff check .
	@$(python) -m mypy
	@$(python) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	@$(python) -m djlint templates --lint --quiet
	@$(python) -m pytest tests/house -n $(JOBS)
	@$(python) -m tests.house.sizes

bench: .venv/dev.stamp $(catalogues) chromium
	@$(python) -m bench

proof: .venv/dev.stamp $(catalogues) chromium
	@$(python) -m bench --full

# --- what they stand on ---

.venv/run.stamp: requirements.txt | .venv/bin/python
	@echo "正在安装依赖（第一次约一分钟） / installing dependencies"
	@$(python) -m pip install -qq --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@echo "正在安装测试用的依赖（第一次约两分钟） / installing dependencies for tests"
	@$(python) -m pip install -qq --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run.stamp

.venv/bin/python:
	@for python in $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    "$$python" -m venv .venv >/dev/null && exit 0; \
	    rm -rf .venv; \
	    echo "这个 Python 不能建立虚拟环境，请安装 venv（Debian、Ubuntu：apt-get install python3-venv）后再运行。"; \
	    echo "This Python cannot make a virtual environment: install python3-venv, then run again."; \
	    exit 1; \
	  fi; \
	done; \
	echo "需要 Python 3.11 或更新的版本。请安装后再运行；装在别处的，用 make run PYTHON=/路径/python3 指定。"; \
	echo "Python 3.11 or newer is needed: install it, or name it with PYTHON=/path/to/python3."; \
	exit 1

%.mo: %.po | .venv/run.stamp
	@$(python) -m babel.messages.frontend --quiet compile -i "$<" -o "$@"

charts:
	@[ -e $(charts) -a $(charts) -nt package-lock.json ] || { \
	  command -v npm >/dev/null && npm ci --ignore-scripts --no-audit --no-fund --silent && mkdir -p static/vendor \
	  && cp node_modules/echarts/dist/echarts.common.min.js $(charts) \
	  && cp node_modules/echarts/LICENSE static/vendor/echarts.LICENSE; \
	} 2>/dev/null || echo "没有 npm（或下载不成功）：图表以表格显示，其他不受影响。 / No npm: charts show as tables."

chromium:
	@found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }; \
	chinese() { [ -n "$$(fc-list :lang=zh 2>/dev/null)" ]; }; \
	if ! found >/dev/null || ! chinese; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "正在安装浏览器和中文字体 / installing Chromium and a Chinese font"; \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
	      chromium fontconfig fonts-wqy-microhei >/dev/null; \
	  fi; \
	fi; \
	if ! found >/dev/null || ! chinese; then \
	  echo "测试需要 Chromium 和一种中文字体。请先安装（Debian：sudo apt-get install chromium fontconfig fonts-wqy-microhei）再运行。"; \
	  echo "The tests need Chromium and a Chinese font: install them, then run again."; \
	  exit 1; \
	fi

# --- now and then ---

lock:
	@command -v uv >/dev/null || { echo "更新锁定需要 uv：pip install uv / make lock needs uv"; exit 1; }
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade \
	  pyproject.toml -o requirements.txt
	@uv pip compile -q --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade \
	  pyproject.toml --group dev -o requirements-dev.txt

translations: .venv/run.stamp
	@$(python) -m babel.messages.frontend --quiet extract -F feedback/translations/babel.cfg \
	  --no-location --sort-output --omit-header -o feedback/translations/messages.pot .
	@$(python) -m babel.messages.frontend --quiet update -i feedback/translations/messages.pot \
	  -d feedback/translations --no-fuzzy-matching --omit-header
	@rm feedback/translations/messages.pot

clean:
	rm -rf .venv node_modules static/vendor $(catalogues)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
