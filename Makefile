# `make` alone lists what there is. No make? Each target is one command that can be typed as it stands.
# Another Python: make run PYTHON=python3.13. More arguments: make test ARGS="-k search".

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint bench assets

help:  ## List what there is
	@sed -n 's/^\([a-z]*\):  *## \(.*\)/  make \1	\2/p' Makefile

run:  ## Set up, load the starter content, serve on 127.0.0.1:5000
	@$(PYTHON) dev.py run -- $(ARGS)

test:  ## Set up, run every test
	@$(PYTHON) dev.py test -- $(ARGS)

lint:  ## Set up, check style, types and the direction of imports
	@$(PYTHON) dev.py lint -- $(ARGS)

bench:  ## Set up, measure against named peers
	@$(PYTHON) dev.py bench -- $(ARGS)

assets:  ## Build the style sheet again (maintainers: needs node and npm)
	@$(MAKE) -C kb/assets assets
